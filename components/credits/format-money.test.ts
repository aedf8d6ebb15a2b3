import { describe, expect, test } from "vitest";
import { formatMoney } from "./format-money.ts";

describe("money on screen", () => {
  test.each([
    [4900, "EUR", "€49.00"],
    [5, "EUR", "€0.05"],
    [0, "USD", "$0.00"],
    [4900, "JPY", "¥4,900"],
    [1234567, "KWD", "KWD 1,234.567"],
    [900719925474099312n, "USD", "$9,007,199,254,740,993.12"],
    ["4900", "USD", "$49.00"],
  ])("%s minor units of %s read %s", (minor, currency, shown) => {
    expect(formatMoney(minor, currency, "en").replaceAll("\u00a0", " ")).toBe(shown);
  });

  test("a refund has a true minus", () => {
    expect(formatMoney(-4900, "EUR", "en")).toBe("\u2212€49.00");
  });

  test("half a cent is refused", () => {
    expect(() => formatMoney(0.5, "EUR", "en")).toThrow(RangeError);
  });
});
