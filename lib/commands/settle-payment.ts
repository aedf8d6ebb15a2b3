import { ForbiddenError, UnavailableError } from "#lib/core/errors.ts";
import { DEFAULT_PRIORITY } from "#lib/core/grants.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { invariant } from "#lib/core/invariant.ts";
import { packExpiry } from "#lib/core/months.ts";
import { type PurchaseStatus, planSettlement } from "#lib/core/purchases.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { endPurchase, type LockedPurchase, lockPurchase } from "#lib/db/purchases.ts";
import { inTransaction, type Sql } from "#lib/db/sql.ts";
import { finishEvent } from "#lib/db/stripe-events.ts";
import { postItems } from "#lib/ledger/post.ts";
import { log } from "#lib/log/logger.ts";
import { type CheckoutState, retrieveCheckout } from "#lib/stripe/checkout.ts";
import { isStripeAway } from "#lib/stripe/failures.ts";
import { bodyHashOf } from "./body-hash.ts";
import { actorOf } from "./outcome.ts";

/** `eventId`: the webhook that brought it, marked done together with its effect. */
export type SettleRequest = { sessionId: string; eventId?: string };

/** How the purchase stands after it. `changed` is false when this call found it already so. */
export type SettleOutcome =
  | { known: true; workspaceId: string; purchaseId: string; status: PurchaseStatus; changed: boolean }
  | { known: false };

/**
 * Makes a purchase what Stripe says of its Checkout Session right now: grants its credits when exactly its price was
 * captured, ends it when it failed or expired, and leaves it pending otherwise. Webhook, return page and sweep all call this,
 * in any order, number and at the same time: the purchase's row lock and the ledger's key let one of them act.
 * The system only: throws ForbiddenError for other viewers. Throws UnavailableError when Stripe cannot be reached.
 */
export async function settlePayment(
  viewer: Viewer,
  { sessionId, eventId }: SettleRequest,
  now: Date,
): Promise<SettleOutcome> {
  if (viewer.kind !== "system") throw new ForbiddenError("Payments are settled by the system.");
  const payment = await askStripe(sessionId);
  return inTransaction(async (sql) => {
    const purchase = payment && (await lockPurchaseOf(sql, payment));
    const outcome = purchase ? await settle(sql, viewer, purchase, payment, now) : unknown;
    if (eventId !== undefined) await finishEvent(sql, eventId, effectOf(outcome), now);
    return outcome;
  });
}

async function askStripe(sessionId: string): Promise<CheckoutState | null> {
  try {
    return await retrieveCheckout(sessionId);
  } catch (cause) {
    throw isStripeAway(cause) ? new UnavailableError("Stripe cannot be reached.", { cause }) : cause;
  }
}

const unknown: SettleOutcome = { known: false };

/** By the reference the session was opened with. What the session then may settle is decided by the purchase, not by it. */
async function lockPurchaseOf(sql: Sql, payment: CheckoutState): Promise<LockedPurchase | null> {
  const { workspaceId, purchaseId } = payment;
  if (workspaceId === null || purchaseId === null || !isOwnId(purchaseId)) return null;
  return lockPurchase(sql, workspaceId, purchaseId);
}

async function settle(
  sql: Sql,
  viewer: Viewer,
  purchase: LockedPurchase,
  payment: CheckoutState,
  now: Date,
): Promise<SettleOutcome> {
  const { workspaceId, id: purchaseId } = purchase;
  const known = { known: true, workspaceId, purchaseId } as const;
  const plan = planSettlement(purchase, payment);
  if (plan.kind === "nothing") return { ...known, status: purchase.status, changed: false };
  const { sessionId, paymentIntentId, receiptUrl } = payment;
  const end = { sessionId, paymentIntentId, receiptUrl, at: now };
  if (plan.kind === "grant") {
    const grantId = await grantPurchase(sql, viewer, purchase, payment.paidAt ?? now, now);
    await endPurchase(sql, purchase, { ...end, status: "paid", reason: null, grantId });
    return { ...known, status: "paid", changed: true };
  }
  const reason = "reason" in plan ? plan.reason : null;
  await endPurchase(sql, purchase, { ...end, status: plan.status, reason, grantId: null });
  if (payment.paid) {
    log().error(
      { workspaceId, purchaseId, sessionId, reason },
      "a payment arrived that does not fit its purchase",
    );
  }
  return { ...known, status: plan.status, changed: true };
}

/** Validity counts from the day of the payment, so it is the same whoever settles it and however late. */
async function grantPurchase(
  sql: Sql,
  viewer: Viewer,
  purchase: LockedPurchase,
  paidAt: Date,
  now: Date,
): Promise<string> {
  const { workspaceId, id: purchaseId, creditType, credits, priceMinor, currency } = purchase;
  const [posted] = await postItems(sql, [
    {
      kind: "grant",
      workspaceId,
      key: `purchase:${purchaseId}`,
      bodyHash: bodyHashOf({ purchaseId, creditType, credits, priceMinor, currency }),
      actor: actorOf(viewer),
      now,
      grant: {
        id: newId(),
        creditType,
        source: "pack",
        amount: credits,
        priority: DEFAULT_PRIORITY,
        effectiveAt: now,
        expiresAt: packExpiry(paidAt, purchase.validityMonths, purchase.timeZone),
        paid: { amountMinor: priceMinor, currency },
        purchaseId,
        reason: purchase.packName,
      },
    },
  ]);
  invariant(posted?.result.ok && posted.result.value.kind === "grant", "a purchase that was paid is granted");
  return posted.result.value.id;
}

/** For the admin's list of events. */
function effectOf(outcome: SettleOutcome): string {
  if (!outcome.known) return "no such purchase";
  return `${outcome.changed ? "made" : "found"} ${outcome.status}: purchase ${outcome.purchaseId}`;
}
