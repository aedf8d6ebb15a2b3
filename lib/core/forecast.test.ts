import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "./burn-order.ts";
import { type Credits, credits, sum } from "./credits.ts";
import { atRisk, type ForecastGrant, MAX_RUNWAY_DAYS, runway } from "./forecast.ts";
import type { Lot } from "./grants.ts";
import { addDays } from "./months.ts";
import type { DailySpend } from "./pace.ts";

const NOW = new Date("2026-11-21T14:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function inDays(count: number): Date {
  return new Date(NOW.getTime() + count * DAY);
}

function steady(perDay: number, days = 14): DailySpend[] {
  return Array.from({ length: days }, (_, index) => ({
    day: addDays("2026-11-07", index),
    credits: credits(perDay),
  }));
}

function grant(remaining: number, expiresInDays: number | null, startsInDays = 0): ForecastGrant {
  const expiresAt = expiresInDays === null ? null : inDays(expiresInDays);
  return { remaining: credits(remaining), effectiveAt: inDays(startsInDays), expiresAt };
}

function lasts(grants: ForecastGrant[], perDay: number, available = sum(grants.map((one) => one.remaining))) {
  return runway({ available, dailySpend: steady(perDay), grants, now: NOW });
}

function days(from: number, to = from) {
  return { state: "range", fromDays: from, toDays: to };
}

function split(grants: ForecastGrant[], perDay: number) {
  return atRisk(grants, credits(perDay), NOW).map((part) => [part.willBeUsed, part.atRisk]);
}

describe("the runway", () => {
  it("is what is available over the pace, in whole days", () => {
    expect(lasts([grant(100, null)], 10)).toEqual(days(10));
    expect(lasts([grant(109, null)], 10)).toEqual(days(10));
    expect(lasts([grant(9, null)], 10)).toEqual(days(0));
  });

  it("is a range where the days differ", () => {
    const weeks = [70, 70, 70, 70, 70, 0, 0, 70, 70, 70, 70, 70, 0, 0];
    const dailySpend = weeks.map((amount, index) => ({
      day: addDays("2026-11-07", index),
      credits: credits(amount),
    }));
    const grants = [grant(1_000, null)];
    // 1,000 / 56.7 and 1,000 / 43.3
    expect(runway({ available: credits(1_000), dailySpend, grants, now: NOW })).toEqual(days(17, 23));
  });

  it("is not known without history, and not limited without use", () => {
    const input = { available: credits(10), grants: [grant(10, null)], now: NOW };
    expect(runway({ ...input, dailySpend: steady(1, 4) })).toEqual({ state: "not_enough_history" });
    expect(runway({ ...input, dailySpend: steady(0) })).toEqual({ state: "no_use" });
  });

  it("is none when nothing is available", () => {
    expect(lasts([], 10)).toEqual(days(0));
  });

  it("leaves out what expires before it is used", () => {
    expect(lasts([grant(100, 4)], 10)).toEqual(days(4));
    expect(lasts([grant(100, 4), grant(50, null)], 10)).toEqual(days(9));
    expect(lasts([grant(100, 4), grant(50, 6)], 10)).toEqual(days(6));
  });

  it("leaves out a grant that expires while one before it burns", () => {
    expect(lasts([grant(100, null), grant(500, 9)], 10)).toEqual(days(10));
    expect(lasts([grant(100, null), grant(500, 11)], 10)).toEqual(days(11));
  });

  it("does not count a grant that has expired but was not swept", () => {
    expect(lasts([grant(500, 0), grant(100, null)], 10, credits(100))).toEqual(days(10));
  });

  it("counts what no grant was named for as never expiring", () => {
    expect(lasts([grant(100, 4)], 10, credits(160))).toEqual(days(10));
    expect(lasts([grant(500, -1)], 10, credits(100))).toEqual(days(10));
  });

  it("is not longer than what is available lasts where credits are owed", () => {
    expect(lasts([grant(100, null)], 10, credits(30))).toEqual(days(3));
    expect(lasts([grant(100, null)], 10, credits(-30))).toEqual(days(0));
  });

  it("looks no further than ten years", () => {
    expect(lasts([grant(1_000_000_000_000, null)], 1)).toEqual(days(MAX_RUNWAY_DAYS));
    expect(lasts([grant(MAX_RUNWAY_DAYS - 1, null)], 1)).toEqual(days(MAX_RUNWAY_DAYS - 1));
  });
});

describe("credits at risk", () => {
  it("are what a grant has left when it expires at this pace", () => {
    expect(split([grant(100, 4)], 10)).toEqual([[credits(40), credits(60)]]);
    expect(split([grant(100, 10)], 10)).toEqual([[credits(100), 0n]]);
    expect(split([grant(100, 11)], 10)).toEqual([[credits(100), 0n]]);
  });

  it("count the time that the grants before it take", () => {
    expect(split([grant(30, 5), grant(100, 8), grant(20, null)], 10)).toEqual([
      [credits(30), 0n],
      [credits(50), credits(50)],
      [credits(20), 0n],
    ]);
  });

  it("are the whole of a grant that is not reached in time", () => {
    expect(split([grant(100, null), grant(70, 10)], 10)).toEqual([
      [credits(100), 0n],
      [0n, credits(70)],
    ]);
  });

  it("are everything that expires where nothing is used, and never what does not expire", () => {
    expect(split([grant(100, 30), grant(70, null)], 0)).toEqual([
      [0n, credits(100)],
      [credits(70), 0n],
    ]);
  });

  it("are cut at the instant of expiry, not at the end of a day", () => {
    const [part] = atRisk(
      [{ ...grant(24, null), expiresAt: new Date(NOW.getTime() + 5 * HOUR) }],
      credits(24),
      NOW,
    );
    expect(part).toMatchObject({ willBeUsed: credits(5), atRisk: credits(19) });
  });

  it("wait for a grant that becomes effective later", () => {
    expect(split([grant(100, 6, 2)], 10)).toEqual([[credits(40), credits(60)]]);
  });

  it("give way to a grant that becomes effective later and burns first", () => {
    // Two days of the second, then three of the first, then the second again until day 9.
    expect(split([grant(30, 20, 2), grant(100, 9)], 10)).toEqual([
      [credits(30), 0n],
      [credits(60), credits(40)],
    ]);
  });

  it("are all of a grant that was never spendable", () => {
    expect(split([grant(30, 2, 2), grant(30, 1, 5)], 10)).toEqual([
      [0n, credits(30)],
      [0n, credits(30)],
    ]);
  });

  it("name their grant, in the order given", () => {
    const named = [
      { ...grant(1, 5), id: "a" },
      { ...grant(1, 6), id: "b" },
    ];
    expect(atRisk(named, credits(1), NOW).map((part) => part.grant.id)).toEqual(["a", "b"]);
  });

  it("are not asked for at a negative pace", () => {
    expect(() => atRisk([], -1n, NOW)).toThrow("a pace is not negative");
  });
});

const pace = fc.bigInt({ min: 1n, max: credits(500) });
const someGrants = fc.array(
  fc.record({
    remaining: fc.bigInt({ min: 0n, max: credits(1_000) }),
    effectiveAt: fc.integer({ min: -3, max: 12 }).map(inDays),
    expiresAt: fc.option(fc.integer({ min: -1, max: 40 }).map(inDays)),
  }),
  { maxLength: 6 },
);

/** The forecast as the ledger would play it: one debit an hour, each through `allocate`. */
function playHours(grants: readonly ForecastGrant[], perHour: Credits, hours: number): Credits[] {
  const left = grants.map((one) => one.remaining);
  for (let hour = 0; hour < hours; hour += 1) {
    const lots = grants.map((one, index): Lot => {
      const fixed = { source: "pack", creditType: "ai", held: 0n, paid: true } as const;
      return { ...fixed, ...one, id: String(index), priority: index, remaining: left[index] ?? 0n };
    });
    const { parts } = allocate(lots, "ai", perHour, new Date(NOW.getTime() + hour * HOUR));
    for (const part of parts) left[Number(part.lot.id)] = part.lot.remaining - part.amount;
  }
  return left;
}

describe("a forecast", () => {
  it("adds up: used and at risk are what remains, and neither is negative", () => {
    fc.assert(
      fc.property(someGrants, fc.oneof(pace, fc.constant(0n)), (grants, perDay) => {
        for (const part of atRisk(grants, perDay, NOW)) {
          expect(part.willBeUsed + part.atRisk).toBe(part.grant.remaining);
          expect(part.willBeUsed >= 0n && part.atRisk >= 0n).toBe(true);
          if (part.grant.expiresAt === null) expect(part.atRisk).toBe(0n);
        }
      }),
    );
  });

  it("agrees with hourly debits in burn order", () => {
    fc.assert(
      fc.property(someGrants, fc.bigInt({ min: 1n, max: credits(20) }), (grants, perHour) => {
        const left = playHours(grants, perHour, 41 * 24);
        atRisk(grants, perHour * 24n, NOW).forEach((part, index) => {
          if (part.grant.expiresAt === null) return;
          // One debit an hour is a staircase around the even pace: each change of grant may differ by a step.
          const gap = part.atRisk - (left[index] ?? 0n);
          const step = perHour * BigInt(grants.length + 1);
          expect(gap <= step && gap >= -step).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("risks no more at a faster pace, and lasts no longer", () => {
    const spendable = someGrants.map((grants) => grants.map((one) => ({ ...one, effectiveAt: NOW })));
    fc.assert(
      fc.property(
        spendable,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (grants, a, b) => {
          const [slow, fast] = [Math.min(a, b), Math.max(a, b)];
          const lost = (perDay: number) =>
            sum(atRisk(grants, credits(perDay), NOW).map((part) => part.atRisk));
          expect(lost(fast) <= lost(slow)).toBe(true);
          const available = sum(grants.map((one) => one.remaining));
          const [short, long] = [lasts(grants, fast, available), lasts(grants, slow, available)];
          if (short.state !== "range" || long.state !== "range") throw new Error("a range is expected");
          expect(short.toDays <= long.fromDays).toBe(true);
        },
      ),
    );
  });

  it("lasts as long as the credits that are not lost", () => {
    fc.assert(
      fc.property(someGrants, fc.integer({ min: 1, max: 300 }), (some, perDay) => {
        const grants = some.map((one) => ({ ...one, effectiveAt: NOW })).filter((one) => !isOver(one));
        const used = sum(atRisk(grants, credits(perDay), NOW).map((part) => part.willBeUsed));
        const expected = Math.min(Number(used / credits(perDay)), MAX_RUNWAY_DAYS);
        const found = lasts(grants, perDay);
        if (found.state !== "range") throw new Error("a range is expected");
        // Burning may end a rounding of one micro-credit a grant away from a whole day.
        expect(Math.abs(found.fromDays - expected) <= 1).toBe(true);
      }),
    );
  });

  it("has a range that begins before it ends", () => {
    const history = fc.array(fc.bigInt({ min: 0n, max: credits(300) }), { minLength: 5, maxLength: 20 });
    fc.assert(
      fc.property(history, someGrants, (amounts, grants) => {
        const dailySpend = amounts.map((amount, index) => ({
          day: addDays("2026-11-01", index),
          credits: amount,
        }));
        const available = sum(grants.map((one) => one.remaining));
        const found = runway({ available, dailySpend, grants, now: NOW });
        if (found.state !== "range") return;
        expect(found.fromDays >= 0 && found.fromDays <= found.toDays).toBe(true);
        expect(Number.isInteger(found.fromDays) && Number.isInteger(found.toDays)).toBe(true);
      }),
    );
  });
});

function isOver(one: ForecastGrant): boolean {
  return one.expiresAt !== null && one.expiresAt <= NOW;
}
