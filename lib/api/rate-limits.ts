import { RecentMap } from "#lib/core/recent-map.ts";
import {
  type BucketRate,
  returnToken,
  type TokenBucket,
  type TokenTaken,
  takeTokens,
} from "#lib/core/token-bucket.ts";
import { RefusedError } from "./problem.ts";

/** Buckets in memory: each process counts its own. Those not used for longest go first; they are full again by then. */
type Buckets = RecentMap<string, TokenBucket>;

const MAX_BUCKETS = 10_000;
/** A burst of twice the rate lets a job begin with what gathered while it was prepared. */
const BURST_SECONDS = 2;

export function createBuckets(): Buckets {
  return new RecentMap(MAX_BUCKETS);
}

/**
 * Counts a call of `name`, or as many as a batch stands for: all of them or none. The headers say what is left. Throws
 * `rate_limited` with when to come again. 0 is no limit.
 */
export function countCall(
  buckets: Buckets,
  name: string,
  perSecond: number,
  now: Date,
  calls = 1,
): Record<string, string> {
  if (perSecond === 0) return {};
  const rate = { perSecond, burst: perSecond * BURST_SECONDS };
  const answer = takeTokens(buckets.get(name) ?? null, rate, now.getTime(), calls);
  buckets.set(name, answer.bucket);
  const headers = toHeaders(answer, rate);
  if (answer.taken) return headers;
  const retryAfterSeconds = Math.max(1, Math.ceil(answer.waitMs / 1000));
  throw new RefusedError(
    "rate_limited",
    { retryAfterSeconds },
    { ...headers, "Retry-After": String(retryAfterSeconds) },
  );
}

/** As if the call of `name` that was counted last had not been: it is to be counted anew. */
export function uncountCall(buckets: Buckets, name: string): void {
  const bucket = buckets.get(name);
  if (bucket) buckets.set(name, returnToken(bucket));
}

/** How many calls may come at once, how many of them still may, and in how many seconds all may again. */
function toHeaders({ bucket, left }: TokenTaken, { perSecond, burst }: BucketRate): Record<string, string> {
  const missing = burst - bucket.level / 1000;
  return {
    "RateLimit-Limit": String(burst),
    "RateLimit-Remaining": String(left),
    "RateLimit-Reset": String(Math.ceil(missing / perSecond)),
  };
}
