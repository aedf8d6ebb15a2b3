import Stripe from "stripe";
import { env } from "#lib/env.ts";
import { API_VERSION } from "./api-version.ts";

/** A person may wait for a purchase: two retries of eight seconds are the longest that is bearable. */
const TIMEOUT_MS = 8_000;
const RETRIES = 2;

type Settings = { secretKey: string; apiBase: string | undefined };

/** A client for one account; everything in the application shares `stripe()`. */
export function createStripe({ secretKey, apiBase }: Settings): Stripe {
  return new Stripe(secretKey, {
    apiVersion: API_VERSION,
    maxNetworkRetries: RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: "Headroom" },
    ...(apiBase === undefined ? {} : addressOf(apiBase)),
  });
}

// The Next bundle and server.ts hold two copies of this module; globalThis is what they share.
const holder = globalThis as typeof globalThis & { headroomStripe?: { settings: Settings; client: Stripe } };

/** The one Stripe client of this process: the sandbox, or the real one when a key is set. */
export function stripe(): Stripe {
  const settings = requireSettings();
  const known = holder.headroomStripe;
  if (known && isSame(known.settings, settings)) return known.client;
  const client = createStripe(settings);
  holder.headroomStripe = { settings, client };
  return client;
}

/** True when the key in use moves real money. What Stripe reports in another mode is never settled. */
export function expectsLivemode(): boolean {
  return /^(sk|rk)_live_/.test(requireSettings().secretKey);
}

function requireSettings(): Settings {
  const { secretKey, apiBase } = env().stripe;
  if (secretKey === undefined) {
    throw new Error(
      "No Stripe is set up: start with npm start, which brings a sandbox, or set STRIPE_SECRET_KEY.",
    );
  }
  return { secretKey, apiBase };
}

function isSame(a: Settings, b: Settings): boolean {
  return a.secretKey === b.secretKey && a.apiBase === b.apiBase;
}

function addressOf(apiBase: string): { host: string; port: number; protocol: "http" | "https" } {
  const { hostname, port, protocol } = new URL(apiBase);
  const isPlain = protocol === "http:";
  return { host: hostname, port: Number(port || (isPlain ? 80 : 443)), protocol: isPlain ? "http" : "https" };
}
