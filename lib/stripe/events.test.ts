import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { provideEnv } from "#lib/env.ts";
import { readWebhook } from "./events.ts";

const SECRET = "whsec_test";
const event = {
  id: "evt_1",
  object: "event",
  api_version: "2020-08-27",
  type: "checkout.session.completed",
  livemode: false,
  data: { object: { id: "cs_1", object: "checkout.session" } },
};

beforeEach(() => {
  provideEnv({ STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: SECRET });
});
afterEach(() => {
  provideEnv({ STRIPE_SECRET_KEY: undefined, STRIPE_WEBHOOK_SECRET: undefined });
});

function sign(payload: string, options: { secret?: string; timestamp?: number } = {}): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, ...options });
}

function read(change: object) {
  const body = JSON.stringify({ ...event, ...change });
  return readWebhook(body, sign(body));
}

describe("a webhook", () => {
  test("of a checkout says which session to read again, whatever version it is rendered in", () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        kind: "checkout",
        id: "evt_1",
        type: "checkout.session.completed",
        objectId: "cs_1",
        sessionId: "cs_1",
        livemode: false,
      },
    });
  });

  test("that names no account concerns us, whether the field is absent or null", () => {
    expect(read({ account: null, context: null })).toMatchObject({ ok: true, value: { kind: "checkout" } });
  });

  test.each([
    ["type", { type: "moon.landed" }],
    ["type", { type: "payment_intent.succeeded" }],
    ["type", { data: { object: {} } }],
    ["account", { account: "acct_other" }],
    ["account", { context: "acct_other" }],
    ["mode", { livemode: true }],
  ])("that does not concern us is ignored: %s", (why, change) => {
    expect(read(change)).toMatchObject({ ok: true, value: { kind: "ignored", why } });
  });

  test("with a forged, foreign, old, missing or moved signature is refused", () => {
    const body = JSON.stringify(event);
    const old = Math.floor(Date.now() / 1000) - 301;
    const forged = [
      sign(body, { secret: "whsec_other" }),
      sign(body, { timestamp: old }),
      sign(`${body} `),
      "",
      null,
    ];
    for (const signature of forged) {
      expect(readWebhook(body, signature)).toEqual({ ok: false, error: { code: "bad_signature" } });
    }
  });

  test("is taken while two secrets are rolled over", () => {
    const body = JSON.stringify(event);
    const [, other] = sign(body, { secret: "whsec_new" }).split(",");
    expect(readWebhook(body, `${sign(body)},${other}`).ok).toBe(true);
  });

  test("that is signed but no event is refused", () => {
    for (const body of ["no json", "{}", '{"object":"v2.core.event"}']) {
      expect(readWebhook(body, sign(body))).toEqual({ ok: false, error: { code: "bad_payload" } });
    }
  });

  test("cannot be read without both secrets: that is our fault, not the sender's", () => {
    provideEnv({ STRIPE_WEBHOOK_SECRET: undefined });
    expect(() => readWebhook("{}", "")).toThrow("STRIPE_WEBHOOK_SECRET is not set");
    provideEnv({ STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_SECRET_KEY: undefined });
    expect(() => read({})).toThrow("No Stripe is set up");
  });
});
