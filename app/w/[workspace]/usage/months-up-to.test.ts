import { expect, test } from "vitest";
import { monthsUpTo } from "./months-up-to.ts";

const NOW = new Date("2026-11-30T23:30:00Z");

test("the months run from the first with use to the current one of the zone, newest first", () => {
  expect(monthsUpTo(NOW, "UTC", ["2026-09"])).toEqual(["2026-11", "2026-10", "2026-09"]);
  expect(monthsUpTo(NOW, "Europe/Berlin", ["2026-11"])).toEqual(["2026-12", "2026-11"]);
});

test("without use there is the current month, and a month asked for is always among them", () => {
  expect(monthsUpTo(NOW, "UTC", [null])).toEqual(["2026-11"]);
  expect(monthsUpTo(NOW, "UTC", [null, "2027-01"])).toEqual(["2027-01", "2026-12", "2026-11"]);
  expect(monthsUpTo(NOW, "UTC", ["2026-10", "2026-09"])).toEqual(["2026-11", "2026-10", "2026-09"]);
});
