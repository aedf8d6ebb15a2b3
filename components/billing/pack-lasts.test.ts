import { expect, test } from "vitest";
import { lastingOf } from "./pack-lasts.ts";

test.each([
  [0, "lessThanDay", 0],
  [1, "days", 1],
  [13, "days", 13],
  [14, "weeks", 2],
  [35, "weeks", 5],
  [69, "weeks", 10],
  [70, "months", 2],
  [365, "months", 12],
  [715, "months", 23],
  [716, "long", 0],
  [3650, "long", 0],
])("%i days are said in the unit people use", (days, key, count) => {
  expect(lastingOf(days)).toEqual({ key, count });
});
