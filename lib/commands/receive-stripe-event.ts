import type { Viewer } from "#lib/core/viewer.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { finishEvent, receiveEvent } from "#lib/db/stripe-events.ts";
import type { StripeHappening } from "#lib/stripe/events.ts";
import { settlePayment } from "./settle-payment.ts";

/** What became of a verified event: had an effect now or before, or does not concern us. */
export type EventOutcome = "done" | "done_before" | "ignored";

/**
 * Takes a verified webhook. When this returns, the effect is committed; when it throws, the event is not marked done and
 * Stripe's next delivery tries again. An event that was done is not looked at twice, which saves work but is no guard.
 */
export async function receiveStripeEvent(
  viewer: Viewer,
  happening: StripeHappening,
  now: Date,
): Promise<EventOutcome> {
  if (await receiveEvent(happening, now)) return "done_before";
  if (happening.kind === "ignored") {
    await finishEvent(pgSql(pool()), happening.id, `ignored: ${happening.why}`, now);
    return "ignored";
  }
  const { sessionId, id: eventId } = happening;
  const outcome = await settlePayment(viewer, { sessionId, eventId }, now);
  return outcome.known ? "done" : "ignored";
}
