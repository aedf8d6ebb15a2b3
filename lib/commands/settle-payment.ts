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
import { engine } from "#lib/ledger/engine.ts";
import type { GrantItem } from "#lib/ledger/items.ts";
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
  const finish = async (sql: Sql, outcome: SettleOutcome) => {
    if (eventId !== undefined) await finishEvent(sql, eventId, effectOf(outcome), now);
  };
  for (;;) {
    const settled = await inTransaction((sql) => settleWithoutGrant(sql, payment, now, finish));
    if (settled.done) return settled.outcome;
    const granted = await settleWithGrant(viewer, settled.purchase, settled.payment, now, finish);
    if (granted) return granted;
  }
}

type Finish = (sql: Sql, outcome: SettleOutcome) => Promise<void>;
type Settled =
  | { done: true; outcome: SettleOutcome }
  | { done: false; purchase: LockedPurchase; payment: CheckoutState };

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

/** All but the grant, which the ledger posts: then what is bought is the answer, and nothing was written. */
async function settleWithoutGrant(
  sql: Sql,
  payment: CheckoutState | null,
  now: Date,
  finish: Finish,
): Promise<Settled> {
  const purchase = payment && (await lockPurchaseOf(sql, payment));
  if (!purchase) {
    await finish(sql, unknown);
    return { done: true, outcome: unknown };
  }
  const plan = planSettlement(purchase, payment);
  if (plan.kind === "grant") return { done: false, purchase, payment };
  const outcome = await settle(sql, purchase, payment, plan, now);
  await finish(sql, outcome);
  return { done: true, outcome };
}

type OtherPlan = Exclude<ReturnType<typeof planSettlement>, { kind: "grant" }>;

async function settle(
  sql: Sql,
  purchase: LockedPurchase,
  payment: CheckoutState,
  plan: OtherPlan,
  now: Date,
): Promise<SettleOutcome> {
  const { workspaceId, id: purchaseId } = purchase;
  const known = { known: true, workspaceId, purchaseId } as const;
  if (plan.kind === "nothing") return { ...known, status: purchase.status, changed: false };
  const { sessionId } = payment;
  const reason = "reason" in plan ? plan.reason : null;
  await endPurchase(sql, purchase, { ...endOf(payment, now), status: plan.status, reason, grantId: null });
  if (payment.paid) {
    log().error(
      { workspaceId, purchaseId, sessionId, reason },
      "a payment arrived that does not fit its purchase",
    );
  }
  return { ...known, status: plan.status, changed: true };
}

function endOf({ sessionId, paymentIntentId, receiptUrl }: CheckoutState, at: Date) {
  return { sessionId, paymentIntentId, receiptUrl, at };
}

/** Thrown to undo the posting of the one who came second. */
class SettledMeanwhile extends Error {}

/** Grants what was bought and ends the purchase, in one transaction. Null when somebody else did meanwhile. */
async function settleWithGrant(
  viewer: Viewer,
  purchase: LockedPurchase,
  payment: CheckoutState,
  now: Date,
  finish: Finish,
): Promise<SettleOutcome | null> {
  const { workspaceId, id: purchaseId } = purchase;
  const outcome: SettleOutcome = { known: true, workspaceId, purchaseId, status: "paid", changed: true };
  const item = grantOf(viewer, purchase, payment.paidAt ?? now, now);
  try {
    await engine().postTogether([item], {
      before: async (sql) => {
        const locked = await lockPurchase(sql, workspaceId, purchaseId);
        if (!locked || planSettlement(locked, payment).kind !== "grant") throw new SettledMeanwhile();
      },
      after: async (sql, [posted]) => {
        invariant(posted?.result.ok && posted.result.value.kind === "grant", "what was paid is granted");
        const { id: grantId } = posted.result.value;
        await endPurchase(sql, purchase, { ...endOf(payment, now), status: "paid", reason: null, grantId });
        await finish(sql, outcome);
      },
    });
    return outcome;
  } catch (error) {
    if (error instanceof SettledMeanwhile) return null;
    throw error;
  }
}

/** Validity counts from the day of the payment, so it is the same whoever settles it and however late. */
function grantOf(viewer: Viewer, purchase: LockedPurchase, paidAt: Date, now: Date): GrantItem {
  const { workspaceId, id: purchaseId, creditType, credits, priceMinor, currency } = purchase;
  return {
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
  };
}

/** For the admin's list of events. */
function effectOf(outcome: SettleOutcome): string {
  if (!outcome.known) return "no such purchase";
  return `${outcome.changed ? "made" : "found"} ${outcome.status}: purchase ${outcome.purchaseId}`;
}
