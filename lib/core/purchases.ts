// Law: credits are granted for what Stripe says was captured, when it is exactly what the purchase froze, and once.

export const PURCHASE_STATUSES = [
  "pending",
  "paid",
  "failed",
  "expired",
  "refunded",
  "partly_refunded",
  "disputed",
] as const;
export type PurchaseStatus = (typeof PURCHASE_STATUSES)[number];

/** Why a purchase ended without credits. The mismatches are money that arrived but was refused: a person must look. */
type FailureReason =
  | "payment_failed"
  | "amount_mismatch"
  | "currency_mismatch"
  | "livemode_mismatch"
  | "session_mismatch";

/** What the settlement reads of a purchase. Money is in minor units, the currency as ISO 4217 ("EUR"). */
export type FrozenPurchase = {
  status: PurchaseStatus;
  statusReason: string | null;
  priceMinor: bigint;
  currency: string;
  /** The mode of the key it was started with. */
  livemode: boolean | null;
  /** Null when the process died between Stripe's answer and storing it. */
  checkoutSessionId: string | null;
};

/** What Stripe says of a Checkout Session right now. */
export type Payment = {
  sessionId: string;
  status: "open" | "complete" | "expired";
  paid: boolean;
  /** Complete without money: a delayed payment method has failed. */
  failed: boolean;
  /** What was captured, in minor units. */
  amountMinor: bigint;
  currency: string;
  livemode: boolean;
};

export type Settlement =
  | { kind: "grant" }
  | { kind: "end"; status: "failed"; reason: FailureReason }
  | { kind: "end"; status: "expired" }
  | { kind: "nothing"; why: "already_settled" | "not_paid_yet" };

/** Decides what `payment` means for `purchase`. Asked any number of times in any order, it ends in the same state. */
export function planSettlement(purchase: FrozenPurchase, payment: Payment): Settlement {
  if (hasBeenPaid(purchase.status)) return { kind: "nothing", why: "already_settled" };
  if (payment.paid) return planPaid(purchase, payment);
  if (payment.failed) return end(purchase, { kind: "end", status: "failed", reason: "payment_failed" });
  if (payment.status === "expired") return end(purchase, { kind: "end", status: "expired" });
  return { kind: "nothing", why: "not_paid_yet" };
}

/** True once its credits were granted, whatever happened to the money later. */
export function hasBeenPaid(status: PurchaseStatus): boolean {
  return status !== "pending" && status !== "failed" && status !== "expired";
}

/** Money that has arrived counts even after the purchase was given up as expired or failed. */
function planPaid(purchase: FrozenPurchase, payment: Payment): Settlement {
  const reason = mismatch(purchase, payment);
  return reason === null ? { kind: "grant" } : end(purchase, { kind: "end", status: "failed", reason });
}

function mismatch(purchase: FrozenPurchase, payment: Payment): FailureReason | null {
  const isOther = purchase.checkoutSessionId !== null && purchase.checkoutSessionId !== payment.sessionId;
  if (isOther) return "session_mismatch";
  if (purchase.livemode !== payment.livemode) return "livemode_mismatch";
  if (purchase.currency !== payment.currency) return "currency_mismatch";
  if (purchase.priceMinor !== payment.amountMinor) return "amount_mismatch";
  return null;
}

/** An ending that is already on record is not written again, and money that was refused is not called expired. */
function end(purchase: FrozenPurchase, settlement: Settlement & { kind: "end" }): Settlement {
  const reason = "reason" in settlement ? settlement.reason : null;
  const isKnown = purchase.status === settlement.status && purchase.statusReason === reason;
  const isRefusal = purchase.status === "failed" && reason === null;
  return isKnown || isRefusal ? { kind: "nothing", why: "already_settled" } : settlement;
}
