import type Stripe from "stripe";
import { noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, flag, mergeMetadata, metadata, paging, text } from "../params.ts";
import { stripeId } from "../stripe-id.ts";
import { emit, unixNow, type World } from "../world.ts";

const fields = {
  name: text,
  description: text.optional(),
  active: flag.optional(),
  metadata: metadata.optional(),
};

export const productEndpoints: Endpoint[] = [
  endpoint("POST", "/v1/products", fields, (world, sent) => createProduct(world, sent)),
  endpoint(
    "GET",
    "/v1/products",
    { ...paging, active: flag.optional(), created: created.optional() },
    (world, sent) =>
      page("/v1/products", world.store.all("product"), sent, {
        created: sent.created,
        match: (product) => sent.active === undefined || product.active === sent.active,
      }),
  ),
  endpoint("GET", "/v1/products/:id", {}, (world, _sent, id) => requireProduct(world, id)),
];

export function requireProduct(world: World, id: string, param?: string): Stripe.Product {
  const product = world.store.get("product", id);
  if (!product) throw noSuch("product", id, param);
  return product;
}

type ProductFields = {
  name: string;
  description?: string | undefined;
  active?: boolean | undefined;
  metadata?: Record<string, string> | null | undefined;
};

/** Also used for the product that a line's `price_data` describes. */
export function createProduct(world: World, sent: ProductFields): Stripe.Product {
  const product: Stripe.Product = {
    id: stripeId("prod", 14),
    object: "product",
    active: sent.active ?? true,
    created: unixNow(world),
    default_price: null,
    description: sent.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, sent.metadata),
    name: sent.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: unixNow(world),
    url: null,
  };
  world.store.put("product", product);
  emit(world, { type: "product.created", data: { object: product } });
  return product;
}
