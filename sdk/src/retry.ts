// When a call is sent again, and after how long. Pure: the clock and the dice come in as arguments.

/** Nobody did the work, or nobody knows: with the same idempotency key, sending it again is safe. */
const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const FIRST_MS = 200;
const LONGEST_MS = 10_000;
/** A server that asks for more patience than this is not waited for. */
const LONGEST_ASKED_MS = 60_000;

/** A failed attempt; status 0 where nothing answered. */
export type Failure = { status: number; retryAfter: string | null };

/**
 * Milliseconds until the next attempt, or null where there shall be none. `attempt` counts from 0, `random` is from 0
 * to 1. Exponential with full jitter, so that callers that failed together do not come back together.
 */
export function retryDelayMs(
  failure: Failure,
  attempt: number,
  random: number,
  nowMs: number,
): number | null {
  if (failure.status !== 0 && !RETRIED.has(failure.status)) return null;
  const asked = askedMs(failure.retryAfter, nowMs);
  if (asked === null) return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return asked > LONGEST_ASKED_MS ? null : asked + random * FIRST_MS;
}

/** Retry-After is a number of seconds or a date. */
function askedMs(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null || retryAfter.trim() === "") return null;
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
