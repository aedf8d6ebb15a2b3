import { NotFoundError, UnavailableError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { findPurchaseBySession } from "#lib/db/purchases.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { log } from "#lib/log/logger.ts";
import { settlePayment } from "./settle-payment.ts";

/** `asked` is false when it could not be settled now: then the purchase is as it was, and webhook or sweep will do it. */
export type ReturnOutcome = { purchaseId: string; asked: boolean };

/**
 * Settles the purchase that a buyer comes back from, so that the credits are there when the page is, webhook or not.
 * Throws NotFoundError for a session of another workspace, as for one that does not exist.
 */
export async function settleReturn(
  viewer: Viewer,
  workspaceId: string,
  sessionId: string,
  now: Date,
): Promise<ReturnOutcome> {
  await requireWorkspaceRow(viewer, workspaceId);
  // What no session can be called is not looked up: the database would refuse some of it as text.
  const purchase = /^cs_\w+$/.test(sessionId) ? await findPurchaseBySession(workspaceId, sessionId) : null;
  if (!purchase) throw new NotFoundError("This purchase");
  const { id: purchaseId, status } = purchase;
  if (status === "paid") return { purchaseId, asked: true };
  try {
    await settlePayment({ kind: "system", reason: "payment" }, { sessionId }, now);
    return { purchaseId, asked: true };
  } catch (error) {
    // Whatever went wrong, the payment is safe at Stripe, and the buyer is better told that than shown an error.
    const level = error instanceof UnavailableError ? "warn" : "error";
    log()[level]({ err: error, workspaceId, purchaseId }, "a returning buyer's payment could not be settled");
    return { purchaseId, asked: false };
  }
}
