import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { credits, sum } from "./credits.ts";
import { addDays } from "./months.ts";
import { type DailySpend, paceOf } from "./pace.ts";

function spend(...amounts: bigint[]): DailySpend[] {
  return amounts.map((amount, index) => ({ day: addDays("2026-11-01", index), credits: amount }));
}

function whole(...amounts: number[]): DailySpend[] {
  return spend(...amounts.map(credits));
}

const history = fc
  .array(fc.bigInt({ min: 0n, max: credits(100_000) }), { minLength: 5, maxLength: 30 })
  .filter((amounts) => sum(amounts.slice(-14)) > 0n);

describe("the pace of use", () => {
  it("is unknown under five complete days", () => {
    expect(paceOf([])).toEqual({ state: "not_enough_history" });
    expect(paceOf(whole(9, 9, 9, 9))).toEqual({ state: "not_enough_history" });
    expect(paceOf(whole(9, 9, 9, 9, 9)).state).toBe("pace");
  });

  it("is none where nothing was used, however long ago it began", () => {
    expect(paceOf(whole(0, 0, 0, 0, 0))).toEqual({ state: "no_use" });
    expect(paceOf(whole(500, ...Array(14).fill(0)))).toEqual({ state: "no_use" });
  });

  it("is certain where every day is alike", () => {
    expect(paceOf(whole(...Array(14).fill(7)))).toEqual({
      state: "pace",
      fast: credits(7),
      mean: credits(7),
      slow: credits(7),
    });
  });

  it("looks at the last 14 days only", () => {
    expect(paceOf(whole(1_000_000, ...Array(14).fill(3)))).toEqual(paceOf(whole(...Array(14).fill(3))));
    expect(paceOf(whole(17, ...Array(13).fill(3)))).toMatchObject({ mean: credits(4) });
  });

  it("spreads by 1.4826 median absolute deviations over the root of the days", () => {
    // Median 10, deviations 2 1 0 1 2: their median is 1. 1.4826 / sqrt(5) = 0.663038...
    expect(paceOf(whole(8, 9, 10, 11, 12))).toEqual({
      state: "pace",
      fast: 10_663_038n,
      mean: credits(10),
      slow: 9_336_962n,
    });
  });

  it("takes halfway between the two middle ones of an even number of days", () => {
    // Median of 1 2 3 4 5 6 is 3.5, deviations 2.5 1.5 0.5 0.5 1.5 2.5: their median is 1.5. 1.4826 x 1.5 / sqrt(6) = 0.907903...
    expect(paceOf(whole(6, 5, 4, 3, 2, 1))).toMatchObject({ mean: 3_500_000n, fast: 3_500_000n + 907_903n });
  });

  it("spreads by the mean absolute deviation where most days are alike", () => {
    // Ten working days of 70 and four days of rest: mean 50, mean deviation from 70 is 20. 1.2533 x 20 / sqrt(14) = 6.69917...
    const weeks = whole(70, 70, 70, 70, 70, 0, 0, 70, 70, 70, 70, 70, 0, 0);
    expect(paceOf(weeks)).toEqual({ state: "pace", fast: 56_699_170n, mean: credits(50), slow: 43_300_830n });
  });

  it("is not blurred by one odd day", () => {
    const steady = [98, 99, 100, 101, 102, 98, 99, 100, 101, 102, 98, 99, 100];
    const pace = paceOf(whole(...steady, 1_000));
    const calm = paceOf(whole(...steady, 100));
    if (pace.state !== "pace" || calm.state !== "pace") throw new Error("a pace is expected");
    expect(pace.fast - pace.mean).toBe(calm.fast - calm.mean);
    expect(pace.mean - calm.mean).toBe(64_285_715n);
  });

  it("is one micro-credit a day where less than that was used", () => {
    expect(paceOf(spend(0n, 0n, 0n, 0n, 1n))).toEqual({ state: "pace", fast: 1n, mean: 1n, slow: 1n });
  });

  it("keeps the order of the days given", () => {
    const days = whole(5, 1, 4, 2, 3);
    paceOf(days);
    expect(days).toEqual(whole(5, 1, 4, 2, 3));
  });

  it("is held to half the mean either way where days differ too much", () => {
    // Median 10, deviation 10, error 6.63 and so more than half of the mean.
    expect(paceOf(whole(0, 0, 10, 20, 20))).toMatchObject({
      mean: credits(10),
      fast: credits(15),
      slow: credits(5),
    });
  });

  it("has a slow end above zero and a fast end as far away, whatever the days", () => {
    fc.assert(
      fc.property(history, (amounts) => {
        const pace = paceOf(spend(...amounts));
        if (pace.state !== "pace") throw new Error("a pace is expected");
        expect(pace.slow > 0n && pace.slow <= pace.mean && pace.mean <= pace.fast).toBe(true);
        expect(pace.fast - pace.mean).toBe(pace.mean - pace.slow);
        expect(pace.fast <= pace.mean + pace.mean / 2n).toBe(true);
      }),
    );
  });

  it("grows in proportion with the amounts", () => {
    fc.assert(
      fc.property(history, fc.bigInt({ min: 2n, max: 50n }), (amounts, factor) => {
        const small = paceOf(spend(...amounts.map((amount) => amount * 1_000n)));
        const large = paceOf(spend(...amounts.map((amount) => amount * 1_000n * factor)));
        if (small.state !== "pace" || large.state !== "pace") throw new Error("a pace is expected");
        const gap = (a: bigint, b: bigint) => (a > b ? a - b : b - a);
        expect(gap(large.mean, small.mean * factor) <= factor).toBe(true);
        expect(gap(large.fast, small.fast * factor) <= 3n * factor).toBe(true);
      }),
    );
  });
});
