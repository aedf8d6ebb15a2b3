// A token bucket: it fills with time, every call takes one token, and a call that finds none is told when there will be one.
// Counted in thousandths of a token, so that a millisecond adds a whole number and nothing is ever rounded.

/** `level` in thousandths of a token; `at` in milliseconds. */
export type TokenBucket = { readonly level: number; readonly at: number };

/** Whole numbers: so many tokens come a second, and at most `burst` are kept. */
export type BucketRate = { readonly perSecond: number; readonly burst: number };

export type TokenTaken = {
  readonly bucket: TokenBucket;
  readonly taken: boolean;
  /** Whole tokens that are left. */
  readonly left: number;
  /** Until there is a token again; 0 when there is one. */
  readonly waitMs: number;
};

const TOKEN = 1000;

/** Takes a token out of a bucket, null for one that nobody has used: it is full. A clock that goes back adds nothing. */
export function takeToken(
  bucket: TokenBucket | null,
  { perSecond, burst }: BucketRate,
  at: number,
): TokenTaken {
  const full = burst * TOKEN;
  const filled = bucket ? Math.min(full, bucket.level + Math.max(0, at - bucket.at) * perSecond) : full;
  const taken = filled >= TOKEN;
  const level = taken ? filled - TOKEN : filled;
  return {
    bucket: { level, at },
    taken,
    left: Math.floor(level / TOKEN),
    waitMs: level >= TOKEN ? 0 : Math.ceil((TOKEN - level) / perSecond),
  };
}
