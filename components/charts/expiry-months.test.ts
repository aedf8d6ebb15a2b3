import { expect, test } from "vitest";
import { prepareExpiryMonths } from "./expiry-months.ts";

const month = (name: string, willBeUsed: string, atRisk: string, expiring: string) => ({
  month: name,
  expiring,
  forecast: { willBeUsed, atRisk },
});

test("heights are shares of the month in which most expires", () => {
  const columns = prepareExpiryMonths([
    month("2026-11", "30", "10", "40"),
    month("2026-12", "0", "20", "20"),
    month("2027-01", "0", "0", "0"),
  ]);
  expect(columns.map(({ parts }) => parts)).toEqual([
    [
      { kind: "willBeUsed", credits: "30", height: 75 },
      { kind: "atRisk", credits: "10", height: 25 },
    ],
    [{ kind: "atRisk", credits: "20", height: 50 }],
    [],
  ]);
});

test("without a forecast a month is one piece that claims nothing", () => {
  const [column] = prepareExpiryMonths([{ month: "2026-11", expiring: "7.5", forecast: null }]);
  expect(column?.parts).toEqual([{ kind: "unknown", credits: "7.5", height: 100 }]);
});

test("the year stands under the first month and under each January", () => {
  const months = ["2026-11", "2026-12", "2027-01", "2027-02"].map((name) => month(name, "0", "0", "0"));
  expect(prepareExpiryMonths(months).map(({ year }) => year)).toEqual(["2026", null, "2027", null]);
});

test("a strip in which nothing expires has no pieces", () => {
  expect(prepareExpiryMonths([month("2026-11", "0", "0", "0")])[0]?.parts).toEqual([]);
});
