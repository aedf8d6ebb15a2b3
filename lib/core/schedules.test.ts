import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credits } from "./credits.ts";
import { nextMonth } from "./months.ts";
import { costOfRuns, FREQUENCIES, runsCovered, runsInMonth, TIMES_DAILY } from "./schedules.ts";

describe("a schedule's month", () => {
  test("every 15 minutes runs 96 times as often as daily", () => {
    expect(runsInMonth("daily", "2026-12", "Europe/Berlin")).toBe(31);
    expect(runsInMonth("hourly", "2026-12", "Europe/Berlin")).toBe(31 * 24);
    expect(runsInMonth("quarter_hour", "2026-12", "Europe/Berlin")).toBe(31 * 96);
    expect(TIMES_DAILY.quarter_hour).toBe(96);
  });

  test("a month in which the clock changes has an hour less or more", () => {
    expect(runsInMonth("quarter_hour", "2027-03", "Europe/Berlin")).toBe(31 * 96 - 4);
    expect(runsInMonth("hourly", "2026-10", "Europe/Berlin")).toBe(31 * 24 + 1);
    expect(runsInMonth("quarter_hour", "2026-10", "Australia/Lord_Howe")).toBe(31 * 96 - 2);
    expect(runsInMonth("daily", "2027-03", "Europe/Berlin")).toBe(31);
  });

  test("a zone that is no whole hour from UTC has the same months", () => {
    expect(runsInMonth("hourly", "2026-11", "Asia/Kathmandu")).toBe(30 * 24);
    expect(runsInMonth("quarter_hour", "2028-02", "Asia/Kathmandu")).toBe(29 * 96);
  });

  test("over a year every frequency keeps its ratio to the days", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FREQUENCIES),
        fc.integer({ min: 2001, max: 2090 }),
        fc.constantFrom("Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata"),
        (every, year, zone) => {
          let [month, runs, days] = [`${year}-01`, 0, 0];
          for (let count = 0; count < 12; count += 1) {
            runs += runsInMonth(every, month, zone);
            days += runsInMonth("daily", month, zone);
            month = nextMonth(month);
          }
          expect(runs).toBe(days * TIMES_DAILY[every]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("the cost of many runs is the cost of one, that many times", () => {
    expect(costOfRuns({ automation: credits(1), ai: 2_500_000n }, 2_976)).toEqual({
      automation: credits(2_976),
      ai: credits(7_440),
    });
  });

  test("the scarcest credit type says how many runs are covered", () => {
    const available = { ai: credits(10), automation: credits(100) };
    expect(runsCovered({ ai: credits(3), automation: credits(1) }, available)).toBe(3n);
    expect(runsCovered({ ai: 0n, automation: credits(1) }, available)).toBe(100n);
    expect(runsCovered({ automation: 0n }, available)).toBeNull();
    expect(runsCovered({ other: 1n }, available)).toBe(0n);
  });
});
