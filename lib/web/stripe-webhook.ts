import { receiveStripeEvent } from "#lib/commands/receive-stripe-event.ts";
import type { SystemViewer } from "#lib/core/viewer.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { log } from "#lib/log/logger.ts";
import { readWebhook } from "#lib/stripe/events.ts";
import { isStripeAway } from "#lib/stripe/failures.ts";
import { getTexts } from "#lib/texts/texts.ts";
import { bodyLimit, WEBHOOK_PATH } from "./body-limit.ts";
import { readText } from "./read-text.ts";

const viewer: SystemViewer = { kind: "system", reason: "payment" };

/**
 * Answers Stripe: 2xx only after the effect is committed, 400 for what is not Stripe's, 5xx when the fault is ours, so that
 * it comes again. There is no Origin to check: the signature is the permission.
 */
export async function answerStripeWebhook(request: Request): Promise<Response> {
  const maxBytes = bodyLimit(WEBHOOK_PATH);
  const body = await readText(request, maxBytes);
  if (body === null) return say(413, "body_too_large", { maxKib: String(maxBytes / 1024) });
  try {
    const event = readWebhook(body, request.headers.get("stripe-signature"));
    if (!event.ok) {
      log().warn({ code: event.error.code }, "a webhook was refused");
      return say(400, event.error.code);
    }
    return say(200, await receiveStripeEvent(viewer, event.value, new Date()));
  } catch (error) {
    const isAway = isStripeAway(error) || isDatabaseUnavailable(error);
    log()[isAway ? "warn" : "error"]({ err: error }, "a webhook could not be handled");
    return isAway ? say(503, "away") : say(500, "unexpected");
  }
}

function say(status: number, key: string, values: Record<string, string> = {}): Response {
  const text = getTexts("payment")(`webhook.${key}`, values);
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
