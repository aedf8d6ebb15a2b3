import type Stripe from "stripe";
import { noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, paging, text } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import type { Order } from "../tables.ts";
import { emit, unixNow, type World } from "../world.ts";

const INTENTS = "/v1/payment_intents";

export const paymentIntentEndpoints: Endpoint[] = [
  endpoint(
    "GET",
    INTENTS,
    { ...paging, customer: text.optional(), created: created.optional() },
    (world, sent) =>
      page(INTENTS, world.store.all("payment_intent"), sent, {
        created: sent.created,
        match: (intent) => sent.customer === undefined || intent.customer === sent.customer,
      }),
  ),
  endpoint("GET", `${INTENTS}/:id`, {}, (world, _sent, id) => requirePaymentIntent(world, id)),
];

function requirePaymentIntent(world: World, id: string): Stripe.PaymentIntent {
  const intent = world.store.get("payment_intent", id);
  if (!intent) throw noSuch("payment_intent", id, "intent");
  return intent;
}

/** The intent that a session's first attempt to pay makes. */
export function createPaymentIntent(
  world: World,
  session: Stripe.Checkout.Session,
  { payment }: Order,
): Stripe.PaymentIntent {
  const id = stripeId("pi");
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: stripeId(`${id}_secret`),
    confirmation_method: "automatic",
    created: unixNow(world),
    currency: session.currency ?? "",
    customer: session.customer,
    customer_account: null,
    description: payment.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: payment.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: payment.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: payment.statementDescriptorSuffix,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  world.store.put("payment_intent", intent);
  emit(world, { type: "payment_intent.created", data: { object: intent } });
  return intent;
}

/** An intent that did not get paid ends with its session. */
export function cancelPaymentIntent(world: World, id: string): void {
  const intent = requirePaymentIntent(world, id);
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    status: "canceled",
    canceled_at: unixNow(world),
    cancellation_reason: "expired",
    next_action: null,
  };
  world.store.put("payment_intent", canceled);
  emit(world, { type: "payment_intent.canceled", data: { object: canceled } });
}
