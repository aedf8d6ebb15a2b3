import type Stripe from "stripe";
import { z } from "zod";
import { noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, emptyable, mergeMetadata, metadata, paging, text } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import { emit, unixNow, type World } from "../world.ts";

const fields = {
  email: emptyable.optional(),
  name: emptyable.optional(),
  description: emptyable.optional(),
  phone: emptyable.optional(),
  metadata: metadata.optional(),
};
const params = z.strictObject(fields);

export const customerEndpoints: Endpoint[] = [
  endpoint("POST", "/v1/customers", fields, (world, sent) => createCustomer(world, sent)),
  endpoint(
    "GET",
    "/v1/customers",
    { ...paging, email: text.optional(), created: created.optional() },
    (world, sent) =>
      page("/v1/customers", world.store.all("customer"), sent, {
        created: sent.created,
        match: (customer) => sent.email === undefined || customer.email === sent.email,
      }),
  ),
  endpoint("GET", "/v1/customers/:id", {}, (world, _sent, id) => requireCustomer(world, id)),
  endpoint("POST", "/v1/customers/:id", fields, (world, sent, id) => updateCustomer(world, sent, id)),
];

export function requireCustomer(world: World, id: string, param?: string): Stripe.Customer {
  const customer = world.store.get("customer", id);
  if (!customer) throw noSuch("customer", id, param);
  return customer;
}

/** Also used by the payment page, for sessions that create a customer. */
export function createCustomer(world: World, sent: z.output<typeof params>): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: stripeId("cus", 14),
    object: "customer",
    address: null,
    balance: 0,
    created: unixNow(world),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: sent.description || null,
    email: sent.email || null,
    invoice_prefix: stripeId("in", 8).slice(3).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, sent.metadata),
    name: sent.name || null,
    next_invoice_sequence: 1,
    phone: sent.phone || null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
  world.store.put("customer", customer);
  emit(world, { type: "customer.created", data: { object: customer } });
  return customer;
}

function updateCustomer(world: World, sent: z.output<typeof params>, id: string): Stripe.Customer {
  const known = requireCustomer(world, id);
  const customer: Stripe.Customer = {
    ...known,
    description: changed(known.description, sent.description),
    email: changed(known.email, sent.email),
    name: changed(known.name ?? null, sent.name),
    phone: changed(known.phone ?? null, sent.phone),
    metadata: mergeMetadata(known.metadata, sent.metadata),
  };
  world.store.put("customer", customer);
  emit(world, { type: "customer.updated", data: { object: customer } });
  return customer;
}

function changed(known: string | null, sent: string | undefined): string | null {
  return sent === undefined ? known : sent || null;
}
