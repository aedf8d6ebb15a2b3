import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { AppError, RateLimitedError } from "#lib/core/errors.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { log } from "#lib/log/logger.ts";
import { problemResponse, RefusedError } from "./problem.ts";

const RETRY_SECONDS = 3;

/** The last word on every call that did not go well: the same shape for each, and nothing of our insides in it. */
export function onError(error: unknown, _context: Context): Response {
  if (error instanceof RefusedError) return problemResponse(error.code, error.facts, error.headers);
  if (error instanceof RateLimitedError) return retryable(error.code, error.retryAfterSeconds);
  if (error instanceof AppError && error.code === "busy") return retryable(error.code, RETRY_SECONDS);
  if (error instanceof AppError) return problemResponse(error.code, {}, challenge(error.code));
  if (isDatabaseUnavailable(error)) {
    log().warn({ err: error }, "the database cannot be reached");
    return retryable("busy", RETRY_SECONDS);
  }
  if (error instanceof HTTPException && error.status < 500) {
    return problemResponse("invalid_request", { errors: [{ path: "", message: error.message }] });
  }
  log().error({ err: error }, "an unexpected error");
  return problemResponse("unexpected");
}

/** No such route: the same answer as for something that does not exist. */
export function onNotFound(): Response {
  return problemResponse("not_found");
}

function retryable(code: string, retryAfterSeconds: number): Response {
  return problemResponse(code, { retryAfterSeconds }, { "Retry-After": String(retryAfterSeconds) });
}

/** RFC 9110 asks that a 401 names the scheme. */
function challenge(code: string): Record<string, string> {
  return code === "unauthorized" ? { "WWW-Authenticate": `Bearer realm="headroom"` } : {};
}
