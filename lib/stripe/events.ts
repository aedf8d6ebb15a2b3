// Signed webhooks, verified on the raw body and reshaped to what concerns us.
import Stripe from "stripe";
import { err, ok, type Result } from "#lib/core/result.ts";
import { env } from "#lib/env.ts";
import { expectsLivemode } from "./client.ts";

/** Older signatures are refused. (The client lets future ones pass; settling twice is harmless, so that is no hole.) */
const TOLERANCE_SECONDS = 300;

type Envelope = { id: string; type: string; objectId: string | null; livemode: boolean };

/** What a verified event means for us. The content of its object is not used: handlers read it again from Stripe. */
export type StripeHappening =
  | (Envelope & { kind: "checkout"; sessionId: string })
  | (Envelope & { kind: "ignored"; why: "type" | "account" | "mode" });

export type WebhookRefusal = { code: "bad_signature" | "bad_payload" };

const CHECKOUT_TYPES: ReadonlySet<string> = new Set<Stripe.Event.Type>([
  "checkout.session.completed",
  "checkout.session.expired",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
]);

/** Verifies `body`, exactly as received, against the Stripe-Signature header. Throws when a secret of Stripe's is not set. */
export function readWebhook(body: string, signature: string | null): Result<StripeHappening, WebhookRefusal> {
  const secret = env().stripe.webhookSecret;
  if (secret === undefined)
    throw new Error("STRIPE_WEBHOOK_SECRET is not set, so no webhook can be verified.");
  const live = expectsLivemode();
  try {
    return ok(
      toHappening(Stripe.webhooks.constructEvent(body, signature ?? "", secret, TOLERANCE_SECONDS), live),
    );
  } catch (error) {
    const isForged = error instanceof Stripe.errors.StripeSignatureVerificationError;
    return err({ code: isForged ? "bad_signature" : "bad_payload" });
  }
}

function toHappening(event: Stripe.Event, live: boolean): StripeHappening {
  const { id, type, livemode } = event;
  const { object } = event.data;
  const objectId = "id" in object && typeof object.id === "string" ? object.id : null;
  const envelope = { id, type, objectId, livemode };
  // Events of connected accounts name them; we only sell for our own.
  if ((event.account ?? event.context ?? null) !== null)
    return { ...envelope, kind: "ignored", why: "account" };
  if (livemode !== live) return { ...envelope, kind: "ignored", why: "mode" };
  if (!CHECKOUT_TYPES.has(type) || objectId === null) return { ...envelope, kind: "ignored", why: "type" };
  return { ...envelope, kind: "checkout", sessionId: objectId };
}
