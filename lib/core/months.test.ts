import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  addDays,
  addMonths,
  daysBetween,
  isTimeZone,
  localDay,
  monthOf,
  monthRange,
  nextMonth,
  packExpiry,
  parseMonth,
  previousMonth,
  startOfDay,
} from "./months.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/Sao_Paulo",
  "America/Havana",
  "America/Santiago",
  "Asia/Beirut",
  "Africa/Cairo",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Etc/GMT+12",
];

const zone = fc.constantFrom(...ZONES);
const instant = fc.date({ min: new Date("2000-01-02"), max: new Date("2199-12-30"), noInvalidDate: true });
const day = instant.map((date) => date.toISOString().slice(0, 10));

/** The date on the zone's clock, by another route than the code under test. */
function dateOnTheClock(at: Date | number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
}

describe("time zones", () => {
  test.each([
    ...ZONES,
    "Etc/UTC",
    "America/Argentina/Buenos_Aires",
    "America/Port-au-Prince",
    "Asia/Calcutta",
  ])("%s is a zone", (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    "",
    "Mars/Phobos",
    "Europe/Atlantis",
    "Europe",
    "Europe/Berlin ",
    " Europe/Berlin",
    "Europe/",
    "europe/berlin",
    "EUROPE/BERLIN",
    "asia/kolkata",
    "+01:00",
    "-05",
    "UTC+1",
    "GMT+1",
    "CEST",
    "IST",
    "PST",
    "utc",
    "SystemV/PST8PDT",
    "US/Pacific-New",
    "Etc/Unknown",
    "../etc/localtime",
    "Europe/Berlin\n",
  ])("%j is not a zone", (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it("is every zone that the runtime lists", () => {
    expect(Intl.supportedValuesOf("timeZone").filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it("must be one before a day is asked for in it", () => {
    expect(() => localDay(new Date(0), "Mars/Phobos")).toThrow('"Mars/Phobos" is not a time zone');
    expect(() => startOfDay("2026-01-01", "+01:00")).toThrow("is not a time zone");
  });
});

describe("a month in a URL", () => {
  test.each(["2026-11", "2000-01", "2199-12", "2010-10"])("%s is a month", (text) => {
    expect(parseMonth(text)).toBe(text);
  });

  test.each([
    "",
    "2026",
    "2026-0",
    "2026-00",
    "2026-13",
    "2026-1",
    "2026-011",
    "1999-12",
    "2200-01",
    "26-11",
    "2026/11",
    "2026-11-01",
    " 2026-11",
    "2026-11\n",
    "２０２６-11",
    "+2026-11",
    "null",
  ])("%j is not", (text) => {
    expect(parseMonth(text)).toBeNull();
  });

  it("follows the one before it, over the end of the year", () => {
    expect(nextMonth("2026-11")).toBe("2026-12");
    expect(nextMonth("2026-12")).toBe("2027-01");
    expect(previousMonth("2027-01")).toBe("2026-12");
    expect(previousMonth("2026-12")).toBe("2026-11");
    expect(nextMonth("2199-12")).toBe("2200-01");
  });
});

describe("calendar days", () => {
  test.each([
    ["2026-12-31", 1, "2027-01-01"],
    ["2027-01-01", -1, "2026-12-31"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2027-02-28", 1, "2027-03-01"],
    ["2100-02-28", 1, "2100-03-01"],
    ["2026-11-21", 0, "2026-11-21"],
    ["2026-03-28", 365, "2027-03-28"],
  ])("%s and %i days is %s", (from, count, to) => {
    expect(addDays(from, count)).toBe(to);
    expect(daysBetween(from, to)).toBe(count);
  });

  test.each([
    ["2026-11-21", 12, "2027-11-21"],
    ["2027-01-31", 1, "2027-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2028-02-29", 12, "2029-02-28"],
    ["2028-02-29", 48, "2032-02-29"],
    ["2026-12-31", 2, "2027-02-28"],
    ["2026-03-31", -1, "2026-02-28"],
    ["2026-01-15", -1, "2025-12-15"],
    ["2026-08-31", 0, "2026-08-31"],
    ["2026-01-31", 25, "2028-02-29"],
  ])("%s and %i months is %s", (from, count, to) => {
    expect(addMonths(from, count)).toBe(to);
  });

  it("counts back what it counted forward", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (from, count) => {
        const to = addDays(from, count);
        expect(daysBetween(from, to)).toBe(count);
        expect(addDays(to, -count)).toBe(from);
        expect(daysBetween(to, from)).toBe(0 - count);
      }),
    );
  });

  it("keeps the day of the month, or takes the last one the month has", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (from, count) => {
        const to = addMonths(from, count);
        const isClipped = to.slice(8) !== from.slice(8);
        expect(to.slice(8) <= from.slice(8)).toBe(true);
        expect(!isClipped || addDays(to, 1).endsWith("-01")).toBe(true);
        const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(months(to) - months(from)).toBe(count);
      }),
    );
  });

  test.each(["2026-02-30", "2026-13-01", "2026-1-1", "", "tomorrow", "2026-11-21T00:00", "2027-02-29"])(
    "%j is refused",
    (text) => {
      expect(() => addDays(text, 1)).toThrow("is not a calendar day");
    },
  );

  it("stays within years of four digits", () => {
    expect(addDays("9999-12-30", 1)).toBe("9999-12-31");
    expect(() => addDays("9999-12-31", 1)).toThrow("years 0 to 9999");
    expect(() => addDays("0000-01-01", -1)).toThrow("years 0 to 9999");
  });

  it("is not asked for at an instant that is none", () => {
    expect(() => localDay(new Date("nonsense"), "UTC")).toThrow("valid instant");
  });
});

describe("the first instant of a day", () => {
  test.each([
    ["an ordinary day", "2026-11-21", "Europe/Berlin", "2026-11-20T23:00:00.000Z"],
    ["the day summer time begins", "2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["the day after", "2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["the day summer time ends", "2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
    ["the day after that", "2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["summer time over there", "2026-03-09", "America/New_York", "2026-03-09T04:00:00.000Z"],
    ["a half-hour zone", "2026-11-21", "Asia/Kolkata", "2026-11-20T18:30:00.000Z"],
    ["a quarter-hour zone", "2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
    ["a quarter-hour zone with summer time", "2026-11-21", "Pacific/Chatham", "2026-11-20T10:15:00.000Z"],
    ["before summer time of half an hour", "2026-10-04", "Australia/Lord_Howe", "2026-10-03T13:30:00.000Z"],
    ["after it began", "2026-10-05", "Australia/Lord_Howe", "2026-10-04T13:00:00.000Z"],
    ["the earliest zone", "2026-11-21", "Pacific/Kiritimati", "2026-11-20T10:00:00.000Z"],
    ["the latest zone", "2026-11-21", "Etc/GMT+12", "2026-11-21T12:00:00.000Z"],
    ["no midnight in São Paulo", "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["midnight twice in São Paulo", "2018-02-18", "America/Sao_Paulo", "2018-02-18T03:00:00.000Z"],
    ["no midnight in Beirut", "2022-03-27", "Asia/Beirut", "2022-03-26T22:00:00.000Z"],
    ["no midnight in Cairo", "2024-04-26", "Africa/Cairo", "2024-04-25T22:00:00.000Z"],
    ["no midnight in Havana", "2024-03-10", "America/Havana", "2024-03-10T05:00:00.000Z"],
    ["no midnight in Santiago", "2023-09-03", "America/Santiago", "2023-09-03T04:00:00.000Z"],
    ["the day that Apia skipped", "2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["the day it had instead", "2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s: %s in %s is %s", (_, of, inZone, start) => {
    expect(startOfDay(of, inZone).toISOString()).toBe(start);
  });

  it("shows that date on the clock, and an earlier one a millisecond before", () => {
    fc.assert(
      fc.property(day, zone, (of, inZone) => {
        fc.pre(!(of === "2011-12-30" && inZone === "Pacific/Apia"));
        const start = startOfDay(of, inZone).getTime();
        expect(dateOnTheClock(start, inZone)).toBe(of);
        expect(dateOnTheClock(start - 1, inZone) < of).toBe(true);
      }),
    );
  });

  it("comes once, even where the clock goes back over midnight a minute later", () => {
    const start = startOfDay("2006-10-29", "America/St_Johns");
    expect(start.toISOString()).toBe("2006-10-29T02:30:00.000Z");
    const secondTimeQuarterPastEleven = new Date("2006-10-29T02:45:00Z");
    expect(dateOnTheClock(secondTimeQuarterPastEleven, "America/St_Johns")).toBe("2006-10-28");
    expect(localDay(secondTimeQuarterPastEleven, "America/St_Johns")).toBe("2006-10-29");
  });

  it("does not depend on how many days were asked for before", () => {
    const first = startOfDay("2001-01-01", "Europe/Lisbon").getTime();
    let last = "2001-01-01";
    for (let count = 1; count <= 10_001; count += 1) {
      last = addDays("2001-01-01", count);
      startOfDay(last, "Europe/Lisbon");
    }
    expect(dateOnTheClock(startOfDay(last, "Europe/Lisbon"), "Europe/Lisbon")).toBe(last);
    expect(startOfDay("2001-01-01", "Europe/Lisbon").getTime()).toBe(first);
  });
});

describe("days and months tile time", () => {
  test.each([
    ["2026-11-30T22:59:59.999Z", "Europe/Berlin", "2026-11-30", "2026-11"],
    ["2026-11-30T23:00:00.000Z", "Europe/Berlin", "2026-12-01", "2026-12"],
    ["2026-12-01T04:59:59.999Z", "America/New_York", "2026-11-30", "2026-11"],
    ["2026-12-01T05:00:00.000Z", "America/New_York", "2026-12-01", "2026-12"],
    ["2026-11-30T10:00:00.000Z", "Pacific/Kiritimati", "2026-12-01", "2026-12"],
    ["2026-12-01T11:59:59.999Z", "Etc/GMT+12", "2026-11-30", "2026-11"],
    ["2011-12-30T09:59:59.999Z", "Pacific/Apia", "2011-12-29", "2011-12"],
    ["2011-12-30T10:00:00.000Z", "Pacific/Apia", "2011-12-31", "2011-12"],
  ])("%s in %s is on %s, in %s", (at, inZone, onDay, inMonth) => {
    expect(localDay(new Date(at), inZone)).toBe(onDay);
    expect(monthOf(new Date(at), inZone)).toBe(inMonth);
  });

  it("an instant is on the day that the zone's clock shows", () => {
    fc.assert(
      fc.property(instant, zone, (at, inZone) => {
        expect(localDay(at, inZone)).toBe(dateOnTheClock(at, inZone));
      }),
      { numRuns: 1_000 },
    );
  });

  it("an instant is in exactly one day and one month", () => {
    fc.assert(
      fc.property(instant, zone, (at, inZone) => {
        const onDay = localDay(at, inZone);
        expect(startOfDay(onDay, inZone) <= at && at < startOfDay(addDays(onDay, 1), inZone)).toBe(true);
        const month = monthOf(at, inZone);
        const holding = [previousMonth(month), month, nextMonth(month)].filter((candidate) => {
          const { from, to } = monthRange(candidate, inZone);
          return from <= at && at < to;
        });
        expect(holding).toEqual([month]);
      }),
    );
  });

  test.each(ZONES)(
    "the months of 200 years in %s follow each other without a gap, and sum to the total",
    (inZone) => {
      let total = 0;
      let end = startOfDay("2000-01-01", inZone).getTime();
      for (let month = "2000-01"; month < "2200-01"; month = nextMonth(month)) {
        const { from, to } = monthRange(month, inZone);
        expect(from.getTime()).toBe(end);
        total += to.getTime() - from.getTime();
        end = to.getTime();
      }
      expect(total).toBe(
        startOfDay("2200-01-01", inZone).getTime() - startOfDay("2000-01-01", inZone).getTime(),
      );
    },
  );

  it("the days of a month sum to the month, and none is longer than 25 hours", () => {
    fc.assert(
      fc.property(instant, zone, (at, inZone) => {
        const month = monthOf(at, inZone);
        const { from, to } = monthRange(month, inZone);
        let total = 0;
        for (let of = `${month}-01`; of < `${nextMonth(month)}-01`; of = addDays(of, 1)) {
          const length = startOfDay(addDays(of, 1), inZone).getTime() - startOfDay(of, inZone).getTime();
          expect(length >= 0 && length <= 25 * 3_600_000).toBe(true);
          total += length;
        }
        expect(total).toBe(to.getTime() - from.getTime());
      }),
    );
  });

  it("a month with a change of the clock is an hour shorter or longer", () => {
    const hours = (month: string, inZone: string) => {
      const { from, to } = monthRange(month, inZone);
      return (to.getTime() - from.getTime()) / 3_600_000;
    };
    expect(hours("2026-03", "Europe/Berlin")).toBe(31 * 24 - 1);
    expect(hours("2026-10", "Europe/Berlin")).toBe(31 * 24 + 1);
    expect(hours("2026-10", "Australia/Lord_Howe")).toBe(31 * 24 - 0.5);
    expect(hours("2011-12", "Pacific/Apia")).toBe(30 * 24);
    expect(hours("2026-02", "Asia/Kolkata")).toBe(28 * 24);
  });
});

describe("a pack's expiry", () => {
  test.each([
    ["2026-11-21T14:00:00Z", 12, "Europe/Berlin", "2027-11-21T23:00:00.000Z"],
    ["2026-11-21T23:30:00Z", 12, "Europe/Berlin", "2027-11-22T23:00:00.000Z"],
    ["2028-02-29T12:00:00Z", 12, "Europe/Berlin", "2029-02-28T23:00:00.000Z"],
    ["2027-01-31T12:00:00Z", 1, "Europe/Berlin", "2027-02-28T23:00:00.000Z"],
    ["2026-08-31T12:00:00Z", 1, "America/New_York", "2026-10-01T04:00:00.000Z"],
    ["2017-11-03T15:00:00Z", 12, "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["2011-11-29T20:00:00Z", 1, "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("bought %s for %i months in %s: %s", (boughtAt, months, inZone, expiresAt) => {
    expect(packExpiry(new Date(boughtAt), months, inZone).toISOString()).toBe(expiresAt);
  });

  it("gives at least the whole months, on every day and in every zone", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 36 }), zone, (boughtAt, months, inZone) => {
        const lastDay = addMonths(localDay(boughtAt, inZone), months);
        fc.pre(!(lastDay === "2011-12-30" && inZone === "Pacific/Apia"));
        const expiresAt = packExpiry(boughtAt, months, inZone);
        expect(localDay(new Date(expiresAt.getTime() - 1), inZone)).toBe(lastDay);
        expect(localDay(expiresAt, inZone) > lastDay).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])("is not asked for %d months", (months) => {
    expect(() => packExpiry(new Date(0), months, "UTC")).toThrow("whole number of months");
  });
});
