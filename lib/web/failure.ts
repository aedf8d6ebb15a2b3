// What a person or a script of ours gets when something did not work: a stable code, a sentence, and a reference.
import { AppError, RateLimitedError } from "#lib/core/errors.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/logger.ts";
import { requestId } from "#lib/log/request-context.ts";
import { loadMessages } from "#lib/texts/messages.ts";
import { getTexts } from "#lib/texts/texts.ts";

export type Failure = {
  ok: false;
  code: string;
  message: string;
  requestId: string;
  retryAfterSeconds?: number;
};

const RETRY_SECONDS = 3;

/** The failure with the catalogue's sentence for its code. */
export function failure(code: string, extra: { retryAfterSeconds?: number } = {}): Failure {
  const known = code in loadMessages().errors.code ? code : "unexpected";
  const message = getTexts("errors")(`code.${known}`, { requestId: requestId(), baseUrl: env().baseUrl });
  return { ok: false, code, message, requestId: requestId(), ...extra };
}

/** Refusals become their code; a database that is away becomes `busy`; everything else is logged, once, and `unexpected`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RateLimitedError) {
    return failure(error.code, { retryAfterSeconds: error.retryAfterSeconds });
  }
  if (error instanceof AppError) return failure(error.code);
  if (isDatabaseUnavailable(error)) {
    log().warn({ err: error }, "the database cannot be reached");
    return failure("busy", { retryAfterSeconds: RETRY_SECONDS });
  }
  log().error({ err: error }, "an unexpected error");
  return failure("unexpected");
}
