import Stripe from "stripe";
import { z } from "zod";
import { invalidRequest, noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, currency, flag, integer, mergeMetadata, metadata, paging, text } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import { emit, unixNow, type World } from "../world.ts";
import { createProduct, requireProduct } from "./product.ts";

const unitAmount = integer.pipe(z.number().min(0).max(99_999_999));
const productFields = z.strictObject({
  name: text,
  description: text.optional(),
  metadata: metadata.optional(),
});

const fields = {
  currency,
  unit_amount: unitAmount,
  product: text.optional(),
  product_data: z.strictObject({ name: text, metadata: metadata.optional() }).optional(),
  nickname: text.optional(),
  active: flag.optional(),
  lookup_key: text.optional(),
  metadata: metadata.optional(),
};

/** A price described inside a Checkout line, used once. */
export const priceData = z.strictObject({
  currency,
  unit_amount: unitAmount,
  product: text.optional(),
  product_data: productFields.optional(),
});

export const priceEndpoints: Endpoint[] = [
  endpoint("POST", "/v1/prices", fields, (world, sent) =>
    createPrice(world, { ...sent, productId: productOf(world, sent), active: sent.active ?? true }),
  ),
  endpoint(
    "GET",
    "/v1/prices",
    { ...paging, product: text.optional(), active: flag.optional(), created: created.optional() },
    (world, sent) =>
      page("/v1/prices", world.store.all("price"), sent, {
        created: sent.created,
        match: (price) =>
          (sent.product === undefined || price.product === sent.product) &&
          (sent.active === undefined || price.active === sent.active),
      }),
  ),
  endpoint("GET", "/v1/prices/:id", {}, (world, _sent, id) => requirePrice(world, id)),
];

export function requirePrice(world: World, id: string, param?: string): Stripe.Price {
  const price = world.store.get("price", id);
  if (!price) throw noSuch("price", id, param);
  return price;
}

/** The inactive price that a line's `price_data` stands for. */
export function createLinePrice(world: World, sent: z.output<typeof priceData>): Stripe.Price {
  return createPrice(world, { ...sent, productId: productOf(world, sent), active: false });
}

function productOf(
  world: World,
  sent: {
    product?: string | undefined;
    product_data?:
      | {
          name: string;
          description?: string | undefined;
          metadata?: Record<string, string> | null | undefined;
        }
      | undefined;
  },
): string {
  if (sent.product !== undefined) return requireProduct(world, sent.product, "product").id;
  if (sent.product_data) return createProduct(world, sent.product_data).id;
  throw invalidRequest("You must specify one of product, or product_data.", { param: "product" });
}

type PriceFields = {
  productId: string;
  currency: string;
  unit_amount: number;
  active: boolean;
  nickname?: string | undefined;
  lookup_key?: string | undefined;
  metadata?: Record<string, string> | null | undefined;
};

function createPrice(world: World, sent: PriceFields): Stripe.Price {
  const price: Stripe.Price = {
    id: stripeId("price"),
    object: "price",
    active: sent.active,
    billing_scheme: "per_unit",
    created: unixNow(world),
    currency: sent.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: sent.lookup_key ?? null,
    metadata: mergeMetadata({}, sent.metadata),
    nickname: sent.nickname ?? null,
    product: sent.productId,
    recurring: null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "one_time",
    unit_amount: sent.unit_amount,
    unit_amount_decimal: Stripe.Decimal.from(sent.unit_amount),
  };
  world.store.put("price", price);
  emit(world, { type: "price.created", data: { object: price } });
  return price;
}
