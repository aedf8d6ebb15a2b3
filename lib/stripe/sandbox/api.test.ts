import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  clientFor,
  pressButton,
  SECRET_KEY,
  startTestSandbox,
  type TestSandbox,
} from "./sandbox-for-tests.ts";

let started: TestSandbox;
let stripe: Stripe;

beforeEach(async () => {
  started = await startTestSandbox();
  stripe = started.client;
});
afterEach(() => started.close());

const order: Stripe.Checkout.SessionCreateParams = {
  mode: "payment",
  client_reference_id: "purchase-1",
  line_items: [
    { quantity: 1, price_data: { currency: "eur", unit_amount: 4900, product_data: { name: "AI pack" } } },
  ],
  metadata: { purchase: "1" },
  payment_intent_data: { description: "AI pack", metadata: { purchase: "1" } },
  success_url: "http://localhost/return?session_id={CHECKOUT_SESSION_ID}",
  cancel_url: "http://localhost/buy",
};

async function openSession(
  more: Stripe.Checkout.SessionCreateParams = {},
): Promise<{ id: string; url: string }> {
  const { id, url } = await stripe.checkout.sessions.create({ ...order, ...more });
  return { id, url: url ?? "" };
}

async function raw(
  method: string,
  path: string,
  options: { body?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${started.sandbox.apiBase}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${SECRET_KEY}`,
      "content-type": "application/x-www-form-urlencoded",
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("a checkout session", () => {
  test("is open and unpaid until somebody pays, and then complete and paid with a receipt", async () => {
    const session = await openSession();
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 4900,
      currency: "eur",
      client_reference_id: "purchase-1",
      payment_intent: null,
      livemode: false,
    });
    expect(await pressButton(session.url, "pay")).toEqual({
      status: 303,
      location: `http://localhost/return?session_id=${session.id}`,
    });
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge"],
    });
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      payment_intent: {
        status: "succeeded",
        amount_received: 4900,
        metadata: { purchase: "1" },
        latest_charge: { paid: true, receipt_url: expect.stringContaining("/stripe-sandbox/receipts/ch_") },
      },
    });
  });

  test("is found by its payment intent", async () => {
    const [first] = [await openSession(), await openSession()];
    await pressButton(first.url, "pay");
    const { payment_intent } = await stripe.checkout.sessions.retrieve(first.id);
    const found = await stripe.checkout.sessions.list({ payment_intent: String(payment_intent) });
    expect(found.data.map((one) => one.id)).toEqual([first.id]);
  });

  test("expires by itself at its time, takes its intent with it, and cannot be paid then", async () => {
    const session = await openSession({ expires_at: Math.floor(started.now().getTime() / 1000) + 1800 });
    await pressButton(session.url, "decline");
    started.advance(1_799_000);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    started.advance(1_000);
    const expired = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(expired).toMatchObject({ status: "expired", url: null, payment_intent: { status: "canceled" } });
    await pressButton(session.url, "pay");
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("unpaid");
  });

  test("is expired by a call only while it is open", async () => {
    const session = await openSession();
    expect((await stripe.checkout.sessions.expire(session.id)).status).toBe("expired");
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow("has a status of expired");
  });

  test("lives between 30 minutes and 24 hours", async () => {
    const expires_at = Math.floor(started.now().getTime() / 1000) + 60;
    await expect(openSession({ expires_at })).rejects.toThrow("between 30 minutes and 24 hours");
  });
});

describe("lists", () => {
  test("are newest first and paged, and the client walks all of them", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) ids.unshift((await stripe.customers.create({ name })).id);
    const walked: string[] = [];
    for await (const customer of stripe.customers.list({ limit: 2 })) walked.push(customer.id);
    expect(walked).toEqual(ids);
  });

  test("filter by what the caller asks for", async () => {
    const { id } = await stripe.customers.create({ email: "a@example.com" });
    await stripe.customers.create({ email: "b@example.com" });
    const found = await stripe.customers.list({ email: "a@example.com" });
    expect(found.data.map((customer) => customer.id)).toEqual([id]);
    const events = await stripe.events.list({ types: ["customer.created"], created: { gte: 0 } });
    expect(events.data).toHaveLength(2);
  });
});

describe("refusals", () => {
  test("an unknown route is 404 with an error object, and the run that asked for it has failed", async () => {
    const other = await startTestSandbox();
    await expect(clientFor(other.sandbox.apiBase).payouts.list()).rejects.toThrow("Unrecognized request URL");
    await expect(other.close()).rejects.toThrow("The sandbox has no GET /v1/payouts");
  });

  test.each([
    ["an unknown parameter", "name=A&colour=red", "parameter_unknown", "colour"],
    ["an unknown nested parameter", "invoice_settings[x]=1", "parameter_unknown", "invoice_settings"],
  ])("%s is refused by name", async (_name, body, code, param) => {
    const { status, text } = await raw("POST", "/v1/customers", { body });
    expect([status, JSON.parse(text).error]).toMatchObject([400, { code, param }]);
  });

  test.each([
    ["line_items[0][price_data][x]=1", "parameter_unknown", "line_items[0][price_data][x]"],
    ["line_items[0][quantity]=1.5", undefined, "line_items[0][quantity]"],
    ["mode=barter", undefined, "mode"],
    ["client_reference_id=", "parameter_invalid_empty", "client_reference_id"],
  ])("a session with %s is refused", async (more, code, param) => {
    const good =
      "line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=4900&line_items[0][price_data][product_data][name]=P&line_items[0][quantity]=1&mode=payment&success_url=http://localhost/";
    const { status, text } = await raw("POST", "/v1/checkout/sessions", { body: `${good}&${more}` });
    const { error } = JSON.parse(text);
    expect([status, error.type, error.code, error.param]).toEqual([
      400,
      "invalid_request_error",
      code,
      param,
    ]);
  });

  test("a missing parameter is named", async () => {
    const { text } = await raw("POST", "/v1/products", { body: "" });
    expect(JSON.parse(text).error).toMatchObject({ code: "parameter_missing", param: "name" });
  });

  test("another API version, another key and a missing object are refused", async () => {
    const version = await raw("GET", "/v1/events", { headers: { "stripe-version": "2020-08-27" } });
    const key = await raw("GET", "/v1/events", { headers: { authorization: "Bearer sk_live_1" } });
    expect([version.status, key.status]).toEqual([400, 401]);
    expect(key.text).not.toContain("sk_live_1");
    await expect(stripe.charges.retrieve("ch_none")).rejects.toMatchObject({
      code: "resource_missing",
      statusCode: 404,
    });
  });

  test("what cannot be expanded is refused", async () => {
    const { id } = await openSession();
    const expand = ["payment_intent.moon"];
    await pressButton((await stripe.checkout.sessions.retrieve(id)).url ?? "", "pay");
    await expect(stripe.checkout.sessions.retrieve(id, { expand })).rejects.toThrow("cannot be expanded");
  });

  test("metadata merges, and an empty value removes its key", async () => {
    const { id } = await stripe.customers.create({ metadata: { a: "1", b: "2", constructor: "x" } });
    const { metadata } = await stripe.customers.update(id, { metadata: { a: "", c: "3" } });
    expect(metadata).toEqual({ b: "2", c: "3", constructor: "x" });
  });
});

describe("idempotency", () => {
  const options = { idempotencyKey: "key-1" };

  test("the first reply is replayed, and the work is done once", async () => {
    const first = await stripe.customers.create({ name: "A" }, options);
    const second = await stripe.customers.create({ name: "A" }, options);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(started.sandbox.controls.store.all("customer")).toHaveLength(1);
  });

  test("other parameters or another call under the same key are an error", async () => {
    await stripe.customers.create({ name: "A" }, options);
    await expect(stripe.customers.create({ name: "B" }, options)).rejects.toThrow(
      Stripe.errors.StripeIdempotencyError,
    );
    await expect(stripe.products.create({ name: "A" }, options)).rejects.toMatchObject({ statusCode: 400 });
  });

  test("a refusal before the work is not remembered, one during the work is", async () => {
    const bad = await raw("POST", "/v1/customers", { body: "x=1", headers: { "idempotency-key": "key-2" } });
    expect(bad.status).toBe(400);
    await stripe.customers.create({ name: "A" }, { idempotencyKey: "key-2" });
    const missing = { customer: "cus_none", ...order };
    const third = { idempotencyKey: "key-3" };
    await expect(stripe.checkout.sessions.create(missing, third)).rejects.toThrow("No such customer");
    const again = stripe.checkout.sessions.create(missing, third);
    await expect(again).rejects.toMatchObject({ headers: { "idempotent-replayed": "true" } });
    expect(started.sandbox.controls.store.all("product")).toHaveLength(0);
  });

  test("a remembered 500 is replayed for a day and then forgotten", async () => {
    started.sandbox.controls.faults.add("error_saved");
    await expect(stripe.customers.create({}, options)).rejects.toThrow(Stripe.errors.StripeAPIError);
    await expect(stripe.customers.create({}, options)).rejects.toMatchObject({ statusCode: 500 });
    started.advance(24 * 60 * 60 * 1000);
    expect((await stripe.customers.create({}, options)).object).toBe("customer");
  });
});

describe("faults", () => {
  const options = { idempotencyKey: "key-1" };
  const customers = () => started.sandbox.controls.store.all("customer").length;

  test("a 500 before the work leaves nothing, and the client's retry succeeds", async () => {
    started.sandbox.controls.faults.add("error_before");
    const retrying = clientFor(started.sandbox.apiBase, { maxNetworkRetries: 1 });
    await retrying.customers.create({}, options);
    expect(customers()).toBe(1);
  });

  test.each(["reset_after", "truncate"] as const)(
    "%s: the work was done once, and a retry learns its result",
    async (kind) => {
      started.sandbox.controls.faults.add(kind, { times: 2 });
      await expect(stripe.customers.create({}, options)).rejects.toThrow();
      started.sandbox.controls.faults.clear();
      expect((await stripe.customers.create({}, options)).id).toMatch(/^cus_/);
      expect(customers()).toBe(1);
    },
  );

  test("hang_after: the client gives up without knowing, and a retry learns the result", async () => {
    started.sandbox.controls.faults.add("hang_after");
    const impatient = clientFor(started.sandbox.apiBase, { timeout: 100 });
    await expect(impatient.customers.create({}, options)).rejects.toThrow(
      Stripe.errors.StripeConnectionError,
    );
    await stripe.customers.create({}, options);
    expect(customers()).toBe(1);
  });

  test("429, 409 and slow do what they say, for the matching call only", async () => {
    const { faults } = started.sandbox.controls;
    faults.add("rate_limit", { path: /customers/ });
    await stripe.products.create({ name: "P" });
    await expect(stripe.customers.create({})).rejects.toThrow(Stripe.errors.StripeRateLimitError);
    faults.add("conflict");
    await expect(stripe.customers.create({}, options)).rejects.toMatchObject({ statusCode: 409 });
    faults.add("slow", { delayMs: 1 });
    expect((await stripe.customers.create({})).object).toBe("customer");
  });

  test("the client takes a 404 without an error object for a success, which is why we look at every reply", async () => {
    started.sandbox.controls.faults.add("no_error_object");
    expect((await stripe.customers.retrieve("cus_none")).object).toBeUndefined();
  });
});
