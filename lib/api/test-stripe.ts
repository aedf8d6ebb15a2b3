// For tests: a Stripe of one's own behind the API.
import { afterAll, beforeAll } from "vitest";
import { provideEnv } from "#lib/env.ts";
import {
  SECRET_KEY,
  startTestSandbox,
  type TestSandbox,
  WEBHOOK_SECRET,
} from "#lib/stripe/sandbox/sandbox-for-tests.ts";

/** One sandbox for a test file; it is there once the tests run. */
export function openTestStripe(): { readonly sandbox: TestSandbox["sandbox"] } {
  let stripe: TestSandbox | undefined;
  beforeAll(async () => {
    stripe = await startTestSandbox();
    provideEnv({
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: stripe.sandbox.apiBase,
    });
  });
  afterAll(async () => {
    provideEnv({
      STRIPE_SECRET_KEY: undefined,
      STRIPE_WEBHOOK_SECRET: undefined,
      STRIPE_API_BASE: undefined,
    });
    await stripe?.close();
  });
  return {
    get sandbox() {
      if (!stripe) throw new Error("Stripe is there once the tests run");
      return stripe.sandbox;
    },
  };
}
