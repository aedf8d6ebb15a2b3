import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BucketRate, returnToken, type TokenBucket, takeTokens } from "./token-bucket.ts";

const RATE: BucketRate = { perSecond: 10, burst: 3 };

/** What each call at these times gets, and the waits they are told. */
function calls(rate: BucketRate, times: readonly number[]) {
  let bucket: TokenBucket | null = null;
  return times.map((at) => {
    const answer = takeTokens(bucket, rate, at);
    bucket = answer.bucket;
    return answer;
  });
}

const taken = (times: readonly number[], rate = RATE) => calls(rate, times).map((one) => one.taken);

describe("a token bucket", () => {
  it.each([
    ["gives its burst at once, then refuses", [0, 0, 0, 0], [true, true, true, false]],
    [
      "gives one more when one token has come",
      [0, 0, 0, 99, 100, 100],
      [true, true, true, false, true, false],
    ],
    [
      "keeps no more than its burst, however long it rests",
      [0, 1e12, 1e12, 1e12, 1e12],
      [true, true, true, true, false],
    ],
    [
      "adds nothing when the clock goes back, and goes on from there",
      [500, 500, 500, 0, 99, 100],
      [true, true, true, false, false, true],
    ],
    [
      "serves a steady caller at its rate for good",
      [0, 100, 200, 300, 400, 500],
      [true, true, true, true, true, true],
    ],
  ])("%s", (_name, times, expected) => {
    expect(taken(times)).toEqual(expected);
  });

  it.each([
    ["full but for this one", [0], 2, 0],
    ["empty", [0, 0, 0], 0, 100],
    ["empty, asked again", [0, 0, 0, 0], 0, 100],
    ["half way to the next", [0, 0, 0, 50], 0, 50],
  ])("that is %s says what is left and how long to wait", (_name, times, left, waitMs) => {
    expect(calls(RATE, times).at(-1)).toMatchObject({ left, waitMs });
  });
});

describe("taking many", () => {
  /** What each of these takings gets: [at, count]. */
  const takings = (...asked: [number, number][]) => {
    let bucket: TokenBucket | null = null;
    return asked.map(([at, count]) => {
      const answer = takeTokens(bucket, RATE, at, count);
      bucket = answer.bucket;
      return { taken: answer.taken, left: answer.left, waitMs: answer.waitMs };
    });
  };

  it("takes all or none", () => {
    expect(takings([0, 2], [0, 2], [0, 1], [100, 2], [200, 2])).toEqual([
      { taken: true, left: 1, waitMs: 100 },
      { taken: false, left: 1, waitMs: 100 },
      { taken: true, left: 0, waitMs: 100 },
      { taken: false, left: 1, waitMs: 100 },
      { taken: true, left: 0, waitMs: 200 },
    ]);
  });

  it("takes more than a bucket holds out of a full one, which then owes them", () => {
    expect(takings([0, 8], [499, 0], [599, 1], [600, 1], [899, 8], [900, 8], [1000, 8])).toEqual([
      { taken: true, left: 0, waitMs: 800 },
      { taken: false, left: 0, waitMs: 1 },
      { taken: false, left: 0, waitMs: 1 },
      { taken: true, left: 0, waitMs: 100 },
      { taken: false, left: 2, waitMs: 1 },
      { taken: true, left: 0, waitMs: 800 },
      { taken: false, left: 0, waitMs: 700 },
    ]);
  });

  it("after one was put back, is as if it had not been taken", () => {
    const once = takeTokens(takeTokens(null, RATE, 0).bucket, RATE, 50).bucket;
    const put = returnToken(takeTokens(once, RATE, 50).bucket);
    expect(takeTokens(put, RATE, 50, 2)).toEqual(takeTokens(once, RATE, 50, 2));
  });
});

const rates = fc.record({
  perSecond: fc.integer({ min: 1, max: 50_000 }),
  burst: fc.integer({ min: 1, max: 100_000 }),
});
const steps = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 });
const timesOf = (gaps: readonly number[]) => {
  let at = 1_790_000_000_000;
  return gaps.map((gap) => (at += gap));
};

describe("whatever the rate and the calls", () => {
  it("no more is given than the burst and what came since the first call", () => {
    fc.assert(
      fc.property(rates, steps, (rate, gaps) => {
        const times = timesOf(gaps);
        const passed = (times.at(-1) ?? 0) - (times[0] ?? 0);
        const given = taken(times, rate).filter(Boolean).length;
        expect(given).toBeLessThanOrEqual(rate.burst + Math.floor((passed * rate.perSecond) / 1000));
      }),
    );
  });

  it("who waits as long as told gets a token, and a millisecond earlier does not", () => {
    fc.assert(
      fc.property(rates, steps, (rate, gaps) => {
        const times = timesOf(gaps);
        const last = calls(rate, times).at(-1);
        const at = times.at(-1) ?? 0;
        if (!last || last.waitMs === 0) return;
        expect(takeTokens(last.bucket, rate, at + last.waitMs).taken).toBe(true);
        expect(takeTokens(last.bucket, rate, at + last.waitMs - 1).taken).toBe(false);
      }),
    );
  });

  it("who takes many, waits as long as told, too, and in the long run gets no more than the rate", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(rates, counts, (rate, wanted) => {
        let at = 1_790_000_000_000;
        const from = at;
        let bucket: TokenBucket | null = null;
        let given = 0;
        for (const count of wanted) {
          const refused = takeTokens(bucket, rate, at, count);
          if (refused.taken) bucket = refused.bucket;
          else {
            expect(takeTokens(refused.bucket, rate, at + refused.waitMs - 1, count).taken).toBe(false);
            at += refused.waitMs;
            const answer = takeTokens(refused.bucket, rate, at, count);
            expect(answer.taken).toBe(true);
            bucket = answer.bucket;
          }
          const most = rate.burst + ((at - from) * rate.perSecond) / 1000;
          expect(given).toBeLessThanOrEqual(most);
          given += count;
        }
      }),
    );
  });

  it("a refusal costs nothing: asking while there is nothing delays nobody", () => {
    fc.assert(
      fc.property(rates, steps, (rate, gaps) => {
        const empty: TokenBucket = { level: 0, at: 0 };
        const times = gaps.map((_, index) => index % Math.ceil(1000 / rate.perSecond));
        const asked = times
          .toSorted((a, b) => a - b)
          .reduce((bucket, at) => takeTokens(bucket, { ...rate, burst: 1 }, at).bucket, empty);
        const due = Math.ceil(1000 / rate.perSecond);
        expect(takeTokens(asked, { ...rate, burst: 1 }, due).taken).toBe(
          takeTokens(empty, { ...rate, burst: 1 }, due).taken,
        );
      }),
    );
  });
});
