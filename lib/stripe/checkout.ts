// Checkout Sessions as the domain sees them. Requests are built from our frozen purchase, replies are looked at before use.
import type Stripe from "stripe";
import { invariant } from "#lib/core/invariant.ts";
import type { Payment } from "#lib/core/purchases.ts";
import { stripe } from "./client.ts";
import { isMissing, UnexpectedReply } from "./failures.ts";

/** Stripe's own limit of an amount: eight digits. */
const MAX_AMOUNT = 99_999_999n;

export type CheckoutInput = {
  workspaceId: string;
  purchaseId: string;
  customerId: string;
  /** What the payment page and the receipt call it. */
  title: string;
  /** Minor units, and ISO 4217 ("EUR"). */
  priceMinor: bigint;
  currency: string;
  /** May hold {CHECKOUT_SESSION_ID}. */
  successUrl: string;
  cancelUrl: string;
};

/** A session that says which purchase it belongs to, with what was captured. */
export type CheckoutState = Payment & {
  purchaseId: string | null;
  workspaceId: string | null;
  paymentIntentId: string | null;
  receiptUrl: string | null;
  /** When the money was captured; null while it was not. */
  paidAt: Date | null;
};

/**
 * Opens the payment page of a purchase. The idempotency key is derived from the purchase, so a repeat after a crash gets the
 * same page. Throws what the client throws; see `isStripeAway`.
 */
export async function createCheckout(input: CheckoutInput): Promise<{ sessionId: string; url: string }> {
  const { workspaceId, purchaseId, customerId } = input;
  const metadata = { workspace: workspaceId, purchase: purchaseId };
  const session = await stripe().checkout.sessions.create(
    {
      mode: "payment",
      customer: customerId,
      client_reference_id: purchaseId,
      line_items: [toLine(input)],
      metadata,
      payment_intent_data: { description: input.title, metadata },
      // Captured must equal frozen, so nothing at Stripe may convert or discount the price.
      adaptive_pricing: { enabled: false },
      allow_promotion_codes: false,
      success_url: input.successUrl,
      cancel_url: input.cancelUrl,
    },
    { idempotencyKey: `checkout:${purchaseId}:${customerId}` },
  );
  requireSession(session);
  if (session.status !== "open" || !session.url) throw new UnexpectedReply("open Checkout Session");
  return { sessionId: session.id, url: session.url };
}

function toLine({
  title,
  priceMinor,
  currency,
}: CheckoutInput): Stripe.Checkout.SessionCreateParams.LineItem {
  invariant(priceMinor > 0n && priceMinor <= MAX_AMOUNT, "a price is between 1 and 99,999,999 minor units");
  return {
    quantity: 1,
    price_data: {
      currency: currency.toLowerCase(),
      unit_amount: Number(priceMinor),
      product_data: { name: title },
    },
  };
}

/** What Stripe says of the session now; null when it knows none with this id. */
export async function retrieveCheckout(sessionId: string): Promise<CheckoutState | null> {
  try {
    const session = await stripe().checkout.sessions.retrieve(sessionId, {
      expand: ["payment_intent.latest_charge"],
    });
    return toCheckoutState(requireSession(session, sessionId));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function requireSession(session: Stripe.Checkout.Session, id?: string): Stripe.Checkout.Session {
  const isSession = session.object === "checkout.session" && session.id.startsWith("cs_");
  if (!isSession || (id !== undefined && session.id !== id)) throw new UnexpectedReply("Checkout Session");
  return session;
}

function toCheckoutState(session: Stripe.Checkout.Session): CheckoutState {
  const intent = expanded(session.payment_intent);
  const charge = expanded(intent?.latest_charge ?? null);
  const paid = session.payment_status === "paid" && intent?.status === "succeeded";
  return {
    sessionId: session.id,
    purchaseId: session.client_reference_id,
    workspaceId: session.metadata?.workspace ?? null,
    status: toStatus(session.status),
    paid,
    failed: session.status === "complete" && isGivenUp(intent),
    paymentIntentId: intent?.id ?? null,
    amountMinor: BigInt(intent?.amount_received ?? 0),
    currency: (intent?.currency ?? session.currency ?? "").toUpperCase(),
    livemode: session.livemode,
    receiptUrl: charge?.receipt_url ?? null,
    paidAt: paid && charge ? new Date(charge.created * 1000) : null,
  };
}

/** A delayed method (a bank debit) may fail days after the page was completed. */
function isGivenUp(intent: Stripe.PaymentIntent | null): boolean {
  return intent?.status === "requires_payment_method" || intent?.status === "canceled";
}

function toStatus(status: Stripe.Checkout.Session["status"]): CheckoutState["status"] {
  const known = (["open", "complete", "expired"] as const).find((one) => one === status);
  if (known === undefined) throw new UnexpectedReply("Checkout Session with a status we know");
  return known;
}

/** We ask for these objects with `expand`; an id in their place is not what we asked for. */
function expanded<T extends { id: string }>(value: string | T | null): T | null {
  if (typeof value === "string") throw new UnexpectedReply("Checkout Session with its payment");
  return value;
}
