import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox, WEBHOOK_SECRET } from "./sandbox-for-tests.ts";

let started: TestSandbox;

beforeEach(async () => {
  started = await startTestSandbox();
});
afterEach(() => started.close());

const verify = (one: { body: string; signature: string }) =>
  Stripe.webhooks.constructEvent(one.body, one.signature, WEBHOOK_SECRET);

async function makeEvent() {
  await started.client.customers.create({ name: "A" });
  await started.sandbox.controls.webhooks.settled();
}

function onlyEvent() {
  const [event] = started.sandbox.controls.store.all("event");
  if (!event) throw new Error("There is an event.");
  return event;
}

describe("a webhook", () => {
  test("is signed so that the official client takes it, and says which request caused it", async () => {
    await started.client.customers.create({ name: "A" }, { idempotencyKey: "key-1" });
    await started.sandbox.controls.webhooks.settled();
    const [one] = started.inbox.received;
    expect(one && verify(one)).toMatchObject({
      type: "customer.created",
      api_version: "2026-10-28.endive",
      data: { object: { name: "A" } },
      request: { idempotency_key: "key-1" },
    });
    expect((await started.client.events.retrieve(onlyEvent().id)).pending_webhooks).toBe(0);
  });

  test("comes again after 1, 2 and 4 seconds until it is taken, and then no more", async () => {
    started.inbox.answers.push(500, 400, 302);
    await makeEvent();
    const arrivals: number[] = [];
    for (let second = 0; second <= 20; second += 1) {
      await started.sandbox.controls.webhooks.settled();
      arrivals.push(started.inbox.received.length);
      started.advance(1_000);
    }
    expect(arrivals.slice(0, 8)).toEqual([1, 2, 2, 3, 3, 3, 3, 4]);
    expect(arrivals.at(-1)).toBe(4);
    expect(new Set(started.inbox.received.map(({ event }) => event.id)).size).toBe(1);
  });

  test("is given up after three days, and stays on record as not delivered", async () => {
    started.inbox.answers.push(...Array.from({ length: 200 }, () => 500));
    await makeEvent();
    for (let hour = 0; hour < 80; hour += 1) {
      started.advance(60 * 60 * 1000);
      await started.sandbox.controls.webhooks.settled();
    }
    const attempts = started.inbox.received.length;
    started.advance(24 * 60 * 60 * 1000);
    await started.sandbox.controls.webhooks.settled();
    expect(started.inbox.received.length).toBe(attempts);
    expect((await started.client.events.list({ delivery_success: false })).data).toHaveLength(1);
  });
});

describe("a test decides", () => {
  test("when webhooks come, in which order and how often", async () => {
    const { webhooks, store } = started.sandbox.controls;
    webhooks.hold();
    for (const name of ["a", "b"]) await started.client.products.create({ name });
    expect(started.inbox.received).toHaveLength(0);
    const [first, second] = store.all("event");
    for (const event of [second, first, second]) if (event) await webhooks.send(event);
    const names = started.inbox.received
      .map(({ event }) => JSON.stringify(event.data.object))
      .map((one) => /"name":"(.)"/.exec(one)?.[1]);
    expect(names).toEqual(["b", "a", "b"]);
  });

  test.each([
    ["a forged signature", { signature: `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}` }],
    ["another secret", { secret: "whsec_other" }],
    ["a signature of ten minutes ago", { signedAt: Math.floor(Date.now() / 1000) - 600 }],
  ])("that a webhook carries %s, and the official client refuses it", async (_name, tampering) => {
    started.sandbox.controls.webhooks.hold();
    await makeEvent();
    await started.sandbox.controls.webhooks.send(onlyEvent(), tampering);
    const [one] = started.inbox.received;
    expect(() => one && verify(one)).toThrow(Stripe.errors.StripeSignatureVerificationError);
  });

  test("that a webhook is of an unknown type or another account", async () => {
    started.sandbox.controls.webhooks.hold();
    await makeEvent();
    const change = (event: object) => ({ ...event, type: "moon.landed", account: "acct_other" });
    await started.sandbox.controls.webhooks.send(onlyEvent(), { change });
    const [one] = started.inbox.received;
    expect(one && verify(one)).toMatchObject({ type: "moon.landed", account: "acct_other" });
  });
});
