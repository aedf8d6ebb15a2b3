import { settlePayment } from "#lib/commands/settle-payment.ts";
import { UnavailableError } from "#lib/core/errors.ts";
import type { SystemViewer } from "#lib/core/viewer.ts";
import { endUnopenedPurchases, listPendingPurchases, type PendingPurchase } from "#lib/db/purchases.ts";
import { log } from "#lib/log/logger.ts";

const viewer: SystemViewer = { kind: "system", reason: "payment" };

/** Younger ones are left to the buyer, the return page and the webhook. */
const YOUNG_MS = 2 * 60 * 1000;
/** As long as a repeat of the buyer's request would still find the same payment page. */
const UNOPENED_MS = 24 * 60 * 60 * 1000;
const PAGE = 500;

/**
 * Asks Stripe about every pending purchase, so that a payment is credited even when its webhook never comes and its buyer
 * never returns. One that fails does not stop the others; when Stripe is away, the next run goes on.
 * @returns how many purchases changed
 */
export async function settlePurchases(now: Date): Promise<number> {
  let changed = await endUnopenedPurchases(new Date(now.getTime() - UNOPENED_MS), now);
  const begunBefore = new Date(now.getTime() - YOUNG_MS);
  let last: PendingPurchase | null = null;
  for (;;) {
    const page: PendingPurchase[] = await listPendingPurchases(begunBefore, last, PAGE);
    for (const purchase of page) {
      const outcome = await settleOne(purchase, now);
      if (outcome === "away") return changed;
      if (outcome === "changed") changed += 1;
    }
    last = page.at(-1) ?? null;
    if (last === null) return changed;
  }
}

async function settleOne(
  { workspaceId, id: purchaseId, checkoutSessionId: sessionId }: PendingPurchase,
  now: Date,
): Promise<"changed" | "unchanged" | "away"> {
  if (sessionId === null) return "unchanged";
  try {
    const outcome = await settlePayment(viewer, { sessionId }, now);
    return outcome.known && outcome.changed ? "changed" : "unchanged";
  } catch (error) {
    log().warn({ err: error, workspaceId, purchaseId }, "a purchase could not be settled by the sweep");
    return error instanceof UnavailableError ? "away" : "unchanged";
  }
}
