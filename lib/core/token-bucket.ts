// A token bucket: it fills with time, every call takes one token, and a call that finds none is told when there will be one.
// Who takes many takes all or none. More than the bucket holds are taken out of a full one, which then owes them.
// Counted in thousandths of a token, so that a millisecond adds a whole number and nothing is ever rounded.

/** `level` in thousandths of a token, below 0 when it owes some; `at` in milliseconds. */
export type TokenBucket = { readonly level: number; readonly at: number };

/** Whole numbers: so many tokens come a second, and at most `burst` are kept. */
export type BucketRate = { readonly perSecond: number; readonly burst: number };

export type TokenTaken = {
  readonly bucket: TokenBucket;
  readonly taken: boolean;
  /** Whole tokens that are left. */
  readonly left: number;
  /** Until as many can be taken again; 0 when they can. */
  readonly waitMs: number;
};

const TOKEN = 1000;

/** Takes tokens out of a bucket, null for one that nobody has used: it is full. A clock that goes back adds nothing. */
export function takeTokens(
  bucket: TokenBucket | null,
  { perSecond, burst }: BucketRate,
  at: number,
  count = 1,
): TokenTaken {
  const full = burst * TOKEN;
  const needed = Math.min(count * TOKEN, full);
  const filled = bucket ? Math.min(full, bucket.level + Math.max(0, at - bucket.at) * perSecond) : full;
  const taken = filled >= needed;
  const level = taken ? filled - count * TOKEN : filled;
  return {
    bucket: { level, at },
    taken,
    left: Math.max(0, Math.floor(level / TOKEN)),
    waitMs: level >= needed ? 0 : Math.ceil((needed - level) / perSecond),
  };
}

/** Puts back a token that was taken a moment ago. */
export function returnToken({ level, at }: TokenBucket): TokenBucket {
  return { level: level + TOKEN, at };
}
