import type { SystemViewer } from "#lib/core/viewer.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { finishEvent, receiveEvent } from "#lib/db/stripe-events.ts";
import { log } from "#lib/log/logger.ts";
import { readWebhook } from "#lib/stripe/events.ts";
import { settlePayment } from "./settle-payment.ts";

/** Had its effect now or before, does not concern us, or is not a signed event of Stripe's. */
export type WebhookOutcome = "done" | "done_before" | "ignored" | "bad_signature" | "bad_payload";

const viewer: SystemViewer = { kind: "system", reason: "payment" };

/**
 * Takes a webhook: `body` exactly as received, `signature` its Stripe-Signature header. When this returns, the effect is
 * committed; when it throws (UnavailableError: Stripe is away), the event is not marked done and Stripe's next delivery tries
 * again. An event that was done is not looked at twice, which saves work but is no guard.
 */
export async function receiveWebhook(
  body: string,
  signature: string | null,
  now: Date,
): Promise<WebhookOutcome> {
  const read = readWebhook(body, signature);
  if (!read.ok) {
    log().warn({ code: read.error.code }, "a webhook was refused");
    return read.error.code;
  }
  const happening = read.value;
  if (await receiveEvent(happening, now)) return "done_before";
  if (happening.kind === "ignored") {
    await finishEvent(pgSql(pool()), happening.id, `ignored: ${happening.why}`, now);
    return "ignored";
  }
  const { sessionId, id: eventId } = happening;
  const outcome = await settlePayment(viewer, { sessionId, eventId }, now);
  return outcome.known ? "done" : "ignored";
}
