import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { niceTicks } from "./ticks.ts";

describe("axis marks", () => {
  test.each([
    [0n, [0n, 1_000_000n]],
    [1n, [0n, 1n]],
    [7n, [0n, 2n, 4n, 6n, 8n]],
    [100_000_000n, [0n, 50_000_000n, 100_000_000n]],
    [101n, [0n, 50n, 100n, 150n]],
  ])("up to %s they end just above it", (max, ticks) => {
    expect(niceTicks(max)).toEqual(ticks);
  });

  test("there are two to five, evenly spaced from zero, and the last is just enough", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), (max) => {
        const ticks = niceTicks(max);
        const step = ticks[1] ?? 0n;
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks).toEqual(ticks.map((_, index) => step * BigInt(index)));
        expect((ticks.at(-1) ?? 0n) >= max).toBe(true);
        expect((ticks.at(-2) ?? 0n) < max).toBe(true);
      }),
    );
  });
});
