import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  credits,
  divideHalfUp,
  divideUp,
  formatMicro,
  MAX_CREDITS,
  MAX_QUANTITY,
  MICRO,
  parseMicro,
  sum,
} from "./credits.ts";

const amount = fc.bigInt({ min: 0n, max: MAX_CREDITS });
const BIGINT_MAX = 2n ** 63n - 1n;

describe("the text of an amount", () => {
  test.each([
    ["0", 0n],
    ["7", 7_000_000n],
    ["12.5", 12_500_000n],
    ["0.000001", 1n],
    ["0.1", 100_000n],
    ["1000000000000", MAX_CREDITS],
    ["9999999999999.999999", 9_999_999_999_999_999_999n],
    ["10.010203", 10_010_203n],
  ])("%s is %i micro-credits, and back", (text, value) => {
    expect(parseMicro(text)).toBe(value);
    expect(formatMicro(value)).toBe(text);
  });

  test.each([
    ["12.50", "12.5"],
    ["7.000000", "7"],
    ["0.0", "0"],
    ["1.100000", "1.1"],
  ])("%s is read, and written in its shortest form %s", (text, shortest) => {
    expect(formatMicro(parseMicro(text) ?? -1n)).toBe(shortest);
  });

  test.each([
    "",
    " ",
    "-1",
    "-0",
    "+1",
    "1.",
    ".5",
    "01",
    "00",
    "1.0000001",
    "0.1234567",
    "1e3",
    "1,000",
    "1_000",
    "1 000",
    " 1",
    "1 ",
    "1\n",
    "0x10",
    "NaN",
    "Infinity",
    "12.5.1",
    "１",
    "10000000000000",
    "9".repeat(400),
  ])("%j is no amount", (text) => {
    expect(parseMicro(text)).toBeNull();
  });

  test.each([
    [-1n, "-0.000001"],
    [-12_500_000n, "-12.5"],
    [-7_000_000n, "-7"],
  ])("%i has a minus sign", (value, text) => {
    expect(formatMicro(value)).toBe(text);
  });

  it("reads what it wrote", () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(parseMicro(formatMicro(value))).toBe(value);
      }),
    );
  });

  it("is the shortest decimal of that value", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const text = formatMicro(value);
        expect(text).toMatch(/^(0|[1-9]\d*)(\.\d{0,5}[1-9])?$/);
        const [whole = "", fraction = ""] = text.split(".");
        expect(BigInt(whole + fraction.padEnd(6, "0"))).toBe(value);
        expect(value === 0n ? "0" : formatMicro(-value).slice(1)).toBe(text);
      }),
    );
  });
});

describe("whole credits", () => {
  it("are a million micro-credits each", () => {
    expect(MICRO).toBe(1_000_000n);
    expect(credits(50)).toBe(50_000_000n);
    expect(credits(3n)).toBe(3_000_000n);
    expect(() => credits(1.5)).toThrow(RangeError);
  });

  it("at the largest amount and quantity still fit in a BIGINT", () => {
    expect(MAX_CREDITS).toBe(credits(10n ** 12n));
    expect(MAX_QUANTITY).toBe(10n ** 12n * MICRO);
    expect(MAX_CREDITS * 9n < BIGINT_MAX).toBe(true);
  });
});

describe("division half up", () => {
  test.each([
    [0n, 7n, 0n],
    [1n, 2n, 1n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [49n, 100n, 0n],
    [50n, 100n, 1n],
    [149n, 100n, 1n],
    [150n, 100n, 2n],
    [6n, 3n, 2n],
  ])("%i / %i is %i", (numerator, denominator, quotient) => {
    expect(divideHalfUp(numerator, denominator)).toBe(quotient);
  });

  it("is off by at most half, and half goes up", () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 12n }), (numerator, denominator) => {
        const twiceTheError = 2n * (divideHalfUp(numerator, denominator) * denominator - numerator);
        expect(twiceTheError > -denominator && twiceTheError <= denominator).toBe(true);
      }),
    );
  });
});

describe("division up", () => {
  test.each([
    [0n, 5n, 0n],
    [1n, 5n, 1n],
    [4n, 5n, 1n],
    [5n, 5n, 1n],
    [6n, 5n, 2n],
    [2_500_000n, MICRO, 3n],
  ])("%i / %i is %i", (numerator, denominator, quotient) => {
    expect(divideUp(numerator, denominator)).toBe(quotient);
  });

  it("is the smallest number that is enough", () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 12n }), (numerator, denominator) => {
        const quotient = divideUp(numerator, denominator);
        expect(quotient * denominator >= numerator && (quotient - 1n) * denominator < numerator).toBe(true);
      }),
    );
  });
});

describe("a sum", () => {
  it("is exact, and 0 of nothing", () => {
    expect(sum([])).toBe(0n);
    expect(sum([1n, -3n, 10n])).toBe(8n);
    expect(sum(new Set([MAX_CREDITS, 1n]))).toBe(1_000_000_000_000_000_001n);
  });
});
