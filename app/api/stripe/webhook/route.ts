import { receiveWebhook } from "#lib/commands/receive-webhook.ts";
import { getTexts } from "#lib/texts/texts.ts";
import { bodyLimit, WEBHOOK_PATH } from "#lib/web/body-limit.ts";
import { toFailure } from "#lib/web/failure.ts";
import { readText } from "#lib/web/read-text.ts";

const STATUS = { done: 200, done_before: 200, ignored: 200, bad_signature: 400, bad_payload: 400 } as const;

/**
 * Answers Stripe: 2xx only after the effect is committed, 400 for what is not Stripe's, 5xx when the fault is ours, so that
 * it comes again. There is no Origin to check: the signature is the permission.
 */
export async function POST(request: Request): Promise<Response> {
  const maxBytes = bodyLimit(WEBHOOK_PATH);
  const body = await readText(request, maxBytes);
  if (body === null) return say(413, "body_too_large", { maxKib: String(maxBytes / 1024) });
  try {
    const outcome = await receiveWebhook(body, request.headers.get("stripe-signature"), new Date());
    return say(STATUS[outcome], outcome);
  } catch (error) {
    const isAway = toFailure(error).code === "busy";
    return isAway ? say(503, "away") : say(500, "unexpected");
  }
}

function say(status: number, key: string, values: Record<string, string> = {}): Response {
  const text = getTexts("payment")(`webhook.${key}`, values);
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
