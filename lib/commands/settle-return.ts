import { NotFoundError, UnavailableError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { findPurchaseBySession } from "#lib/db/purchases.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { log } from "#lib/log/logger.ts";
import { settlePayment } from "./settle-payment.ts";

/** `asked` is false when Stripe could not be reached: then the purchase is as it was, and webhook or sweep will settle it. */
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
  const purchase = await findPurchaseBySession(workspaceId, sessionId);
  if (!purchase) throw new NotFoundError("This purchase");
  const { id: purchaseId, status } = purchase;
  if (status === "paid") return { purchaseId, asked: true };
  try {
    await settlePayment({ kind: "system", reason: "payment" }, { sessionId }, now);
    return { purchaseId, asked: true };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    log().warn({ err: error, workspaceId, purchaseId }, "a returning buyer's payment could not be looked up");
    return { purchaseId, asked: false };
  }
}
