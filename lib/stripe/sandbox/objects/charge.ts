import type Stripe from "stripe";
import { noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, paging, text } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import { emit, unixNow, type World } from "../world.ts";

const CHARGES = "/v1/charges";

export const chargeEndpoints: Endpoint[] = [
  endpoint(
    "GET",
    CHARGES,
    { ...paging, payment_intent: text.optional(), customer: text.optional(), created: created.optional() },
    (world, sent) =>
      page(CHARGES, world.store.all("charge"), sent, {
        created: sent.created,
        match: (charge) =>
          (sent.payment_intent === undefined || charge.payment_intent === sent.payment_intent) &&
          (sent.customer === undefined || charge.customer === sent.customer),
      }),
  ),
  endpoint("GET", `${CHARGES}/:id`, {}, (world, _sent, id) => {
    const charge = world.store.get("charge", id);
    if (!charge) throw noSuch("charge", id);
    return charge;
  }),
];

/** How an attempt went: paid (after 3-D Secure or not), or declined with the bank's reason. */
export type Outcome =
  | { paid: true; authenticated: boolean }
  | { paid: false; code: string; declineCode: string; message: string };

/** Takes the intent's whole amount from the card, or records that the bank declined. */
export function createCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  card: Stripe.PaymentMethod,
  outcome: Outcome,
): Stripe.Charge {
  const id = stripeId("ch");
  const charge: Stripe.Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: outcome.paid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: card.billing_details,
    calculated_statement_descriptor: "HEADROOM SANDBOX",
    captured: outcome.paid,
    created: unixNow(world),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: outcome.paid ? null : outcome.code,
    failure_message: outcome.paid ? null : outcome.message,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: toOutcome(outcome),
    paid: outcome.paid,
    payment_intent: intent.id,
    payment_method: card.id,
    payment_method_details: { card: toCardDetails(card, intent.amount, outcome), type: "card" },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: outcome.paid ? `${world.publicUrl}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: outcome.paid ? "succeeded" : "failed",
    transfer_data: null,
    transfer_group: null,
  };
  world.store.put("charge", charge);
  emit(world, { type: outcome.paid ? "charge.succeeded" : "charge.failed", data: { object: charge } });
  return charge;
}

function toOutcome(outcome: Outcome): Stripe.Charge.Outcome {
  return {
    advice_code: outcome.paid ? null : "try_again_later",
    network_advice_code: null,
    network_decline_code: outcome.paid ? null : "05",
    network_status: outcome.paid ? "approved_by_network" : "declined_by_network",
    reason: outcome.paid ? null : outcome.declineCode,
    risk_level: "normal",
    risk_score: 12,
    seller_message: outcome.paid
      ? "Payment complete."
      : "The bank did not return any further details with this decline.",
    type: outcome.paid ? "authorized" : "issuer_declined",
  };
}

function toCardDetails(
  { card }: Stripe.PaymentMethod,
  amount: number,
  outcome: Outcome,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: outcome.paid ? amount : null,
    authorization_code: outcome.paid ? "000000" : null,
    brand: card?.brand ?? null,
    checks: card?.checks ?? null,
    country: card?.country ?? null,
    electronic_commerce_indicator: null,
    exp_month: card?.exp_month ?? 12,
    exp_year: card?.exp_year ?? 2099,
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? null,
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    network: "visa",
    network_transaction_id: null,
    regulated_status: card?.regulated_status ?? null,
    three_d_secure: outcome.paid && outcome.authenticated ? authenticated : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const authenticated: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: null,
  version: "2.2.0",
};
