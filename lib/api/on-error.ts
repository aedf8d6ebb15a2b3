import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { AppError, RateLimitedError } from "#lib/core/errors.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { log } from "#lib/log/logger.ts";
import { type Facts, problemResponse, RefusedError } from "./problem.ts";

const RETRY_SECONDS = 3;

/** What is answered to what did not go well. */
export type Failure = { code: string; facts: Facts; headers: Readonly<Record<string, string>> };

/** The last word on every call that did not go well: the same shape for each, and nothing of our insides in it. */
export function onError(error: unknown, _context: Context): Response {
  const { code, facts, headers } = toFailure(error);
  return problemResponse(code, facts, headers);
}

/** How a call ends that met this error, or an item of a batch. What nobody expected is logged. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RefusedError) return error;
  if (error instanceof RateLimitedError) return retryable(error.code, error.retryAfterSeconds);
  if (error instanceof AppError && error.code === "busy") return retryable(error.code, RETRY_SECONDS);
  if (error instanceof AppError) return { code: error.code, facts: {}, headers: challenge(error.code) };
  if (isDatabaseUnavailable(error)) {
    log().warn({ err: error }, "the database cannot be reached");
    return retryable("busy", RETRY_SECONDS);
  }
  if (error instanceof HTTPException && error.status < 500) {
    const facts = { errors: [{ path: "", message: error.message }] };
    return { code: "invalid_request", facts, headers: {} };
  }
  log().error({ err: error }, "an unexpected error");
  return { code: "unexpected", facts: {}, headers: {} };
}

/** No such route: the same answer as for something that does not exist. */
export function onNotFound(): Response {
  return problemResponse("not_found");
}

function retryable(code: string, retryAfterSeconds: number): Failure {
  return { code, facts: { retryAfterSeconds }, headers: { "Retry-After": String(retryAfterSeconds) } };
}

/** RFC 9110 asks that a 401 names the scheme. */
function challenge(code: string): Record<string, string> {
  return code === "unauthorized" ? { "WWW-Authenticate": `Bearer realm="headroom"` } : {};
}
