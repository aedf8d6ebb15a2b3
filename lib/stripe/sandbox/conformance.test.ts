// Keeps the sandbox honest: each reply and each accepted parameter is compared with the official client's types.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ENDPOINTS } from "./api.ts";
import { pressButton, SECRET_KEY, startTestSandbox, type TestSandbox } from "./sandbox-for-tests.ts";
import { misfits, wireTypes } from "./wire-types.ts";

const REPLIES = {
  customer: "Stripe.Customer",
  product: "Stripe.Product",
  price: "Stripe.Price",
  "checkout.session": "Stripe.Checkout.Session",
  payment_intent: "Stripe.PaymentIntent",
  payment_method: "Stripe.PaymentMethod",
  charge: "Stripe.Charge",
  event: "Stripe.Event",
  item: "Stripe.LineItem",
};

const PARAMS: Record<string, string> = {
  "POST /v1/customers": "Stripe.CustomerCreateParams",
  "GET /v1/customers": "Stripe.CustomerListParams",
  "GET /v1/customers/:id": "Stripe.CustomerRetrieveParams",
  "POST /v1/customers/:id": "Stripe.CustomerUpdateParams",
  "POST /v1/products": "Stripe.ProductCreateParams",
  "GET /v1/products": "Stripe.ProductListParams",
  "GET /v1/products/:id": "Stripe.ProductRetrieveParams",
  "POST /v1/prices": "Stripe.PriceCreateParams",
  "GET /v1/prices": "Stripe.PriceListParams",
  "GET /v1/prices/:id": "Stripe.PriceRetrieveParams",
  "POST /v1/checkout/sessions": "Stripe.Checkout.SessionCreateParams",
  "GET /v1/checkout/sessions": "Stripe.Checkout.SessionListParams",
  "GET /v1/checkout/sessions/:id": "Stripe.Checkout.SessionRetrieveParams",
  "POST /v1/checkout/sessions/:id/expire": "Stripe.Checkout.SessionExpireParams",
  "GET /v1/checkout/sessions/:id/line_items": "Stripe.Checkout.SessionListLineItemsParams",
  "GET /v1/payment_intents": "Stripe.PaymentIntentListParams",
  "GET /v1/payment_intents/:id": "Stripe.PaymentIntentRetrieveParams",
  "GET /v1/charges": "Stripe.ChargeListParams",
  "GET /v1/charges/:id": "Stripe.ChargeRetrieveParams",
  "GET /v1/events": "Stripe.EventListParams",
  "GET /v1/events/:id": "Stripe.EventRetrieveParams",
};

const typeOf = wireTypes(REPLIES);
const paramsOf = wireTypes(PARAMS);

describe("parameters", () => {
  test("every endpoint takes only parameters that the client can send", () => {
    const invented = ENDPOINTS.flatMap(({ method, path, params }) => {
      const type = paramsOf(`${method} ${path}`);
      const known = type.kind === "object" ? type.keys() : new Map();
      return Object.keys(params.shape)
        .filter((name) => !known.has(name))
        .map((name) => `${method} ${path}: ${name}`);
    });
    expect(invented).toEqual([]);
  });
});

const anyObject = z.looseObject({ object: z.string() });
const anyList = z.looseObject({
  object: z.literal("list"),
  data: z.array(anyObject),
  has_more: z.boolean(),
  url: z.string(),
});

describe("replies", () => {
  let started: TestSandbox;
  const seen = new Set<string>();

  async function call(method: "GET" | "POST", path: string, body = ""): Promise<unknown> {
    const response = await fetch(`${started.sandbox.apiBase}${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/x-www-form-urlencoded" },
      ...(method === "POST" ? { body } : {}),
    });
    expect(response.status).toBe(200);
    return response.json();
  }

  function check(reply: unknown): string[] {
    const list = anyList.safeParse(reply);
    if (list.success) return list.data.data.flatMap(check);
    const { object } = anyObject.parse(reply);
    const name = Object.keys(REPLIES).find((one): one is keyof typeof REPLIES => one === object);
    if (!name) return [`no type for ${object}`];
    seen.add(name);
    return misfits(typeOf(name), reply, name);
  }

  beforeAll(async () => {
    started = await startTestSandbox();
  });
  afterAll(() => started.close());

  test("an order that is paid, one that is declined, one that stops at 3-D Secure and one that expires all fit", async () => {
    const customer = anyId(await call("POST", "/v1/customers", "email=a@example.com&metadata[k]=v"));
    await call("POST", `/v1/customers/${customer}`, "name=A&email=");
    const product = anyId(await call("POST", "/v1/products", "name=Pack"));
    const price = anyId(await call("POST", "/v1/prices", `currency=eur&unit_amount=4900&product=${product}`));
    const paid = await openSession(`&customer=${customer}`);
    const guest = await openSession("&customer_creation=always&customer_email=g@example.com");
    const declined = await openSession("");
    const asked = await openSession("");
    const refused = await openSession(`&line_items[1][price]=${price}&line_items[1][quantity]=2`);
    const expired = await openSession("");
    await pressButton(paid.url, "pay");
    await pressButton(guest.url, "pay");
    await pressButton(declined.url, "decline");
    await pressButton(asked.url, "three_d_secure");
    await pressButton(refused.url, "three_d_secure");
    await pressButton(refused.url, "fail_authentication");
    await pressButton(expired.url, "decline");
    await call("POST", `/v1/checkout/sessions/${expired.id}/expire`);

    const expansions = "expand[]=payment_intent.latest_charge&expand[]=customer&expand[]=line_items";
    const replies = await Promise.all([
      ...["customers", "products", "prices", "checkout/sessions", "payment_intents", "charges", "events"].map(
        (one) => call("GET", `/v1/${one}?limit=100`),
      ),
      call("GET", `/v1/checkout/sessions/${paid.id}?${expansions}`),
      call("GET", `/v1/checkout/sessions/${refused.id}/line_items`),
      call("GET", "/v1/payment_intents?expand[]=data.payment_method&expand[]=data.latest_charge"),
      call("GET", "/v1/charges?expand[]=data.payment_intent"),
    ]);
    expect(replies.flatMap(check)).toEqual([]);
    expect([...seen].sort()).toEqual(
      [...Object.keys(REPLIES).filter((one) => one !== "payment_method")].sort(),
    );
  });

  async function openSession(more: string): Promise<{ id: string; url: string }> {
    const line = "line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=4900";
    const rest = "line_items[0][price_data][product_data][name]=Pack&line_items[0][quantity]=1&mode=payment";
    const urls = "success_url=http://localhost/ok?s={CHECKOUT_SESSION_ID}&cancel_url=http://localhost/no";
    const reply = await call("POST", "/v1/checkout/sessions", `${line}&${rest}&${urls}${more}`);
    expect(check(reply)).toEqual([]);
    return z.looseObject({ id: z.string(), url: z.string() }).parse(reply);
  }
});

function anyId(reply: unknown): string {
  return z.looseObject({ id: z.string() }).parse(reply).id;
}
