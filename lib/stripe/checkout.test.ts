import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { provideEnv } from "#lib/env.ts";
import { createCheckout, retrieveCheckout } from "./checkout.ts";
import { createStripe, expectsLivemode, stripe } from "./client.ts";
import { createCustomer } from "./customers.ts";
import { isMissing, isStripeAway, UnexpectedReply } from "./failures.ts";
import { pressButton, SECRET_KEY, startTestSandbox, type TestSandbox } from "./sandbox/sandbox-for-tests.ts";

let started: TestSandbox;

beforeEach(async () => {
  started = await startTestSandbox();
  provideEnv({ STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: started.sandbox.apiBase });
});
afterEach(async () => {
  provideEnv({ STRIPE_SECRET_KEY: undefined, STRIPE_API_BASE: undefined });
  await started.close();
});

async function open(purchaseId = "0190-1") {
  const customerId = await createCustomer({
    workspaceId: "ws",
    name: "Acme",
    email: "o@acme.example",
    replaces: null,
  });
  return createCheckout({
    workspaceId: "ws",
    purchaseId,
    customerId,
    title: "AI 5,000",
    priceMinor: 4900n,
    currency: "EUR",
    successUrl: "http://localhost/return?session_id={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://localhost/buy",
  });
}

describe("a checkout", () => {
  test("names its purchase, and is unpaid with nothing captured while it is open", async () => {
    const { sessionId } = await open();
    expect(await retrieveCheckout(sessionId)).toEqual({
      sessionId,
      purchaseId: "0190-1",
      workspaceId: "ws",
      status: "open",
      paid: false,
      failed: false,
      amountMinor: 0n,
      currency: "EUR",
      livemode: false,
      paymentIntentId: null,
      receiptUrl: null,
      paidAt: null,
    });
  });

  test("is paid with what was captured, when, and a receipt", async () => {
    const { sessionId, url } = await open();
    await pressButton(url, "pay");
    expect(await retrieveCheckout(sessionId)).toMatchObject({
      status: "complete",
      paid: true,
      amountMinor: 4900n,
      paymentIntentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringContaining("/receipts/"),
      paidAt: new Date(Math.floor(started.now().getTime() / 1000) * 1000),
    });
  });

  test("asked for twice for one purchase is one page, of another purchase another", async () => {
    const [first, second, other] = [await open(), await open(), await open("0190-2")];
    expect(second).toEqual(first);
    expect(other.sessionId).not.toBe(first.sessionId);
    expect(started.sandbox.controls.store.all("customer")).toHaveLength(1);
  });

  test("that is complete while the payment was taken back by the bank has failed", async () => {
    const { sessionId, url } = await open();
    await pressButton(url, "decline");
    const { store } = started.sandbox.controls;
    const session = store.get("checkout.session", sessionId);
    if (session) store.transact(() => store.put("checkout.session", { ...session, status: "complete" }));
    expect(await retrieveCheckout(sessionId)).toMatchObject({ paid: false, failed: true });
  });

  test("that Stripe does not know is null", async () => {
    expect(await retrieveCheckout("cs_test_none")).toBeNull();
  });
});

describe("a reply", () => {
  test("of 404 without an error is not taken for a session or a customer", async () => {
    const { sessionId } = await open();
    started.sandbox.controls.faults.add("no_error_object", { times: 2 });
    await expect(retrieveCheckout(sessionId)).rejects.toThrow(UnexpectedReply);
    await expect(
      createCustomer({ workspaceId: "ws", name: "B", email: null, replaces: null }),
    ).rejects.toThrow(UnexpectedReply);
  });

  test("that does not come, is broken or says 429 means that Stripe is away, a refusal does not", async () => {
    const { faults } = started.sandbox.controls;
    for (const kind of ["error_before", "truncate", "rate_limit", "conflict"] as const) {
      faults.add(kind, { times: 3 });
      const error = await createCustomer({
        workspaceId: "ws",
        name: kind,
        email: null,
        replaces: null,
      }).catch((one) => one);
      expect([kind, isStripeAway(error)]).toEqual([kind, true]);
      faults.clear();
    }
    const refused = await stripe()
      .customers.retrieve("cus_none")
      .catch((one) => one);
    expect([isStripeAway(refused), isMissing(refused), isMissing(refused, "customer")]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("the client", () => {
  test("is one per process and follows the settings", () => {
    const first = stripe();
    expect(stripe()).toBe(first);
    provideEnv({ STRIPE_API_BASE: "http://127.0.0.1:9" });
    expect(stripe()).not.toBe(first);
  });

  test("expects real money only with a live key, and says what to do without one", () => {
    expect(expectsLivemode()).toBe(false);
    provideEnv({ STRIPE_SECRET_KEY: "rk_live_1" });
    expect(expectsLivemode()).toBe(true);
    provideEnv({ STRIPE_SECRET_KEY: undefined });
    expect(() => stripe()).toThrow("set STRIPE_SECRET_KEY");
  });

  test.each([
    [undefined, "https", "api.stripe.com", 443],
    ["http://127.0.0.1:4242", "http", "127.0.0.1", 4242],
    ["https://stripe.example", "https", "stripe.example", 443],
  ])("talks to %s", async (apiBase, protocol, host, port) => {
    const client = createStripe({ secretKey: SECRET_KEY, apiBase });
    const asked = ["protocol", "host", "port"].map((name) =>
      Reflect.get(client, "getApiField").call(client, name),
    );
    expect([asked[0], asked[1], Number(asked[2])]).toEqual([protocol, host, port]);
  });
});
