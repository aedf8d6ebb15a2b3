import { describe, expect, test } from "vitest";
import { formatCount, formatCredits, formatCreditsCompact } from "./format-credits.ts";
import { formatCreditsAbout } from "./format-credits-about.ts";

describe("credits on screen", () => {
  test.each([
    ["0", "0"],
    ["12.5", "12.5"],
    ["1234.5", "1,234.5"],
    ["0.000001", "0.000001"],
    ["9223372036854.775807", "9,223,372,036,854.775807"],
  ])("%s is shown with every digit", (value, shown) => {
    expect(formatCredits(value, "en")).toBe(shown);
  });

  test("what went out has a true minus", () => {
    expect(formatCredits("-1234.5", "en")).toBe("\u22121,234.5");
    expect(formatCredits("-3", "en", true)).toBe("\u22123");
  });

  test("only a signed amount that came in has a plus, and zero has none", () => {
    expect(formatCredits("12", "en", true)).toBe("+12");
    expect(formatCredits("12", "en")).toBe("12");
    expect(formatCredits("0", "en", true)).toBe("0");
  });

  test("the locale groups", () => {
    expect(formatCredits("1234567.25", "de")).toBe("1.234.567,25");
  });

  test.each(["", "1e3", "NaN", "1,5", "--1", "1."])("%j is refused", (value) => {
    expect(() => formatCredits(value, "en")).toThrow(RangeError);
  });

  test("axes get a short form", () => {
    expect(formatCreditsCompact("12500", "en")).toBe("12.5K");
    expect(formatCreditsCompact(0, "en")).toBe("0");
  });

  test("forecasts have three figures", () => {
    expect(formatCreditsAbout("595.6469", "en")).toBe("596");
    expect(formatCreditsAbout("12345.6", "en")).toBe("12,300");
    expect(formatCreditsAbout("0.000123", "en")).toBe("0.000123");
  });

  test("counts have no decimals", () => {
    expect(formatCount(1234n, "en")).toBe("1,234");
  });
});
