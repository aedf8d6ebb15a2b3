import { expect, test } from "vitest";
import { toMonthFacts } from "./month-facts.ts";

const day = (name: string, parts: Record<string, string> | null) => ({ day: `2026-11-${name}`, parts });
const series = (key: string, credits: string) => ({ key, name: null, credits });

function month(total: string, all: ReturnType<typeof series>[], days: ReturnType<typeof day>[]) {
  return { creditType: "ai", total, series: all, days };
}

test("a month without use has nothing to say", () => {
  expect(toMonthFacts(month("0", [], [day("01", {}), day("02", null)]))).toBeNull();
});

test("the largest series has its share of the total, half up", () => {
  const days = [day("01", { "id:a": "2", "id:b": "1" })];
  const all = [series("id:a", "2"), series("id:b", "1")];
  expect(toMonthFacts(month("3", all, days))).toMatchObject({
    top: { key: "id:a", percent: 67 },
    busiest: { day: "2026-11-01", total: "3" },
  });
  const half = [series("id:a", "0.125"), series("other", "0.875")];
  expect(toMonthFacts(month("1", half, days))?.top).toEqual({ key: "id:a", percent: 13 });
});

test("what nobody in particular used is not named as the largest", () => {
  const days = [day("01", { none: "3" })];
  expect(toMonthFacts(month("3", [series("none", "3")], days))?.top).toBeNull();
});

test("of two busiest days the earlier is named", () => {
  const days = [day("01", { "id:a": "1" }), day("02", { "id:a": "4" }), day("03", { "id:a": "4" })];
  expect(toMonthFacts(month("9", [series("id:a", "9")], days))?.busiest.day).toBe("2026-11-02");
});

test("a day over three times the median explains itself by what used most of it", () => {
  const usual = ["01", "02", "03", "04"].map((name) => day(name, { "id:a": "10" }));
  const peak = day("05", { "id:a": "4", "id:b": "30.5" });
  expect(toMonthFacts(month("74.5", [series("id:a", "44")], [...usual, peak]))?.peak).toEqual({
    times: "3.4",
    key: "id:b",
    credits: "30.5",
  });
});

test("three times the median is not over it, and a median of four days is none", () => {
  const days = ["01", "02", "03", "04"].map((name) => day(name, { "id:a": "10" }));
  const all = [series("id:a", "70")];
  expect(toMonthFacts(month("70", all, [...days, day("05", { "id:a": "30" })]))?.peak).toBeNull();
  expect(toMonthFacts(month("130", all, [...days.slice(1), day("05", { "id:a": "100" })]))?.peak).toBeNull();
});

test("days without use do not make a used day unusual", () => {
  const quiet = ["01", "02", "03", "04", "05"].map((name) => day(name, {}));
  const used = ["06", "07"].map((name) => day(name, { "id:a": "10" }));
  expect(toMonthFacts(month("20", [series("id:a", "20")], [...quiet, ...used]))?.peak).toBeNull();
});
