import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BucketRate, type TokenBucket, takeToken } from "./token-bucket.ts";

const RATE: BucketRate = { perSecond: 10, burst: 3 };

/** What each call at these times gets, and the waits they are told. */
function calls(rate: BucketRate, times: readonly number[]) {
  let bucket: TokenBucket | null = null;
  return times.map((at) => {
    const answer = takeToken(bucket, rate, at);
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
        expect(takeToken(last.bucket, rate, at + last.waitMs).taken).toBe(true);
        expect(takeToken(last.bucket, rate, at + last.waitMs - 1).taken).toBe(false);
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
          .reduce((bucket, at) => takeToken(bucket, { ...rate, burst: 1 }, at).bucket, empty);
        const due = Math.ceil(1000 / rate.perSecond);
        expect(takeToken(asked, { ...rate, burst: 1 }, due).taken).toBe(
          takeToken(empty, { ...rate, burst: 1 }, due).taken,
        );
      }),
    );
  });
});
