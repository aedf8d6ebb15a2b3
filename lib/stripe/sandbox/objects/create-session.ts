// Creating a Checkout Session: what is asked for, what it sells, and the session as Stripe shows it.
import type Stripe from "stripe";
import { z } from "zod";
import { invalidRequest } from "../api-error.ts";
import { emptyable, flag, integer, list, mergeMetadata, metadata, text, url } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import { unixNow, type World } from "../world.ts";
import { requireCustomer } from "./customer.ts";
import { createLinePrice, priceData, requirePrice } from "./price.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** What Stripe asks for at least, in minor units of most currencies. */
const MIN_AMOUNT = 50;

const lineItem = z.strictObject({
  price: text.optional(),
  price_data: priceData.optional(),
  quantity: integer.pipe(z.number().min(1).max(999_999)),
});

export const sessionFields = {
  mode: z.enum(["payment", "setup", "subscription"]),
  line_items: list(lineItem),
  success_url: url,
  cancel_url: url.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  customer_creation: z.enum(["always", "if_required"]).optional(),
  expires_at: integer.optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .strictObject({
      description: text.optional(),
      metadata: metadata.optional(),
      receipt_email: emptyable.optional(),
      statement_descriptor_suffix: z.string().min(1).max(22).optional(),
    })
    .optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  allow_promotion_codes: flag.optional(),
  adaptive_pricing: z.strictObject({ enabled: flag }).optional(),
};
const params = z.strictObject(sessionFields);
type SessionParams = z.output<typeof params>;

/** Puts an open session and its order. Only mode "payment" exists so far. */
export function createSession(world: World, sent: SessionParams): Stripe.Checkout.Session {
  if (sent.mode !== "payment") {
    throw invalidRequest(`The sandbox has no Checkout Sessions in ${sent.mode} mode.`, { param: "mode" });
  }
  if (sent.customer !== undefined && sent.customer_email !== undefined) {
    throw invalidRequest("You may only specify one of these parameters: customer, customer_email.");
  }
  if (sent.customer !== undefined) requireCustomer(world, sent.customer, "customer");
  const expiresAt = expiryOf(world, sent.expires_at);
  const lines = createLines(world, sent.line_items);
  const session = toSession(world, sent, { lines, expiresAt });
  world.store.put("checkout.session", session);
  const payment = sent.payment_intent_data;
  world.store.put("order", {
    id: session.id,
    object: "order",
    lines,
    payment: {
      description: payment?.description ?? null,
      metadata: mergeMetadata({}, payment?.metadata),
      receiptEmail: payment?.receipt_email || null,
      statementDescriptorSuffix: payment?.statement_descriptor_suffix ?? null,
    },
  });
  return session;
}

function expiryOf(world: World, sent: number | undefined): number {
  const now = unixNow(world);
  if (sent === undefined) return now + 24 * HOUR;
  // A request takes a moment to arrive, so a few seconds less than the documented half hour are let through.
  if (sent < now + 30 * MINUTE - 30 || sent > now + 24 * HOUR + 30) {
    throw invalidRequest("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", {
      param: "expires_at",
    });
  }
  return sent;
}

function createLines(world: World, sent: z.output<typeof lineItem>[]): Stripe.LineItem[] {
  if (sent.length === 0) {
    throw invalidRequest("Missing required param: line_items.", {
      code: "parameter_missing",
      param: "line_items",
    });
  }
  const lines = sent.map((line, index) => createLine(world, line, `line_items[${index}]`));
  if (new Set(lines.map((line) => line.currency)).size > 1) {
    throw invalidRequest("All line items must have the same currency.", { param: "line_items" });
  }
  if (total(lines) < MIN_AMOUNT) {
    throw invalidRequest("The Checkout Session's total amount is below the minimum.", {
      code: "amount_too_small",
    });
  }
  return lines;
}

function createLine(world: World, sent: z.output<typeof lineItem>, param: string): Stripe.LineItem {
  if ((sent.price === undefined) === (sent.price_data === undefined)) {
    throw invalidRequest("You must specify one of price, or price_data.", { param });
  }
  const price =
    sent.price_data === undefined
      ? requirePrice(world, sent.price ?? "", `${param}[price]`)
      : createLinePrice(world, sent.price_data);
  const product = typeof price.product === "string" ? world.store.get("product", price.product) : undefined;
  const amount = (price.unit_amount ?? 0) * sent.quantity;
  return {
    id: stripeId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: product?.name ?? null,
    metadata: null,
    price,
    quantity: sent.quantity,
  };
}

function total(lines: readonly Stripe.LineItem[]): number {
  return lines.reduce((sum, line) => sum + line.amount_total, 0);
}

function toSession(
  world: World,
  sent: SessionParams,
  { lines, expiresAt }: { lines: Stripe.LineItem[]; expiresAt: number },
): Stripe.Checkout.Session {
  const id = stripeId("cs_test", 58);
  const amount = total(lines);
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: sent.adaptive_pricing?.enabled ?? false },
    after_expiration: null,
    allow_promotion_codes: sent.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: sent.billing_address_collection ?? null,
    cancel_url: sent.cancel_url ?? null,
    client_reference_id: sent.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: unixNow(world),
    currency: lines[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: sent.customer ?? null,
    customer_account: null,
    customer_creation: sent.customer === undefined ? (sent.customer_creation ?? "if_required") : null,
    customer_details: null,
    customer_email: sent.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: sent.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, sent.metadata),
    mode: "payment",
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: sent.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${world.publicUrl}/pay/${id}`,
    wallet_options: null,
  };
}
