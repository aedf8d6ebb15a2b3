import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareStackedDays } from "./stacked-days.ts";

const keys = ["a", "b"];
const today = "2026-11-21";

describe("stacked daily bars", () => {
  test("a missing day is a gap, a day without use is a zero", () => {
    const { columns, total, busiest } = prepareStackedDays({
      days: [
        { day: "2026-11-19", parts: null },
        { day: "2026-11-20", parts: {} },
        { day: today, parts: { a: "2" } },
      ],
      keys,
      today,
    });
    expect(columns.map((column) => column.total)).toEqual([null, "0", "2"]);
    expect(columns.map((column) => column.segments.length)).toEqual([0, 0, 1]);
    expect(total).toBe("2");
    expect(busiest).toEqual({ day: today, total: "2" });
  });

  test("only the day that is not over is incomplete", () => {
    const days = ["2026-11-20", today].map((day) => ({ day, parts: {} }));
    const { columns } = prepareStackedDays({ days, keys, today });
    expect(columns.map((column) => column.incomplete)).toEqual([false, true]);
  });

  test("series stack in the order of their keys and leave out what is zero", () => {
    const days = [{ day: today, parts: { b: "1.5", a: "2.5", c: "9" } }];
    const { columns } = prepareStackedDays({ days, keys: ["a", "b", "d"], today });
    expect(columns[0]?.segments).toEqual([
      { key: "a", credits: "2.5", height: 62.5 },
      { key: "b", credits: "1.5", height: 37.5 },
    ]);
  });

  test("without use there is an axis and no busiest day", () => {
    const prepared = prepareStackedDays({ days: [{ day: today, parts: {} }], keys, today });
    expect(prepared.busiest).toBeNull();
    expect(prepared.total).toBe("0");
    expect(prepared.ticks).toEqual([
      { credits: "0", height: 0 },
      { credits: "1", height: 100 },
    ]);
  });

  test("at most five days are labelled, the last always", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
        const days = Array.from({ length: count }, (_, index) => ({ day: String(index), parts: null }));
        const { labelled } = prepareStackedDays({ days, keys, today });
        expect(labelled.length).toBeLessThanOrEqual(5);
        expect(labelled.at(-1)).toBe(count - 1);
      }),
    );
  });

  test("the total is exact to the micro-credit, and no bar leaves the axis", () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 40 }), (values) => {
        const text = (micro: bigint) => {
          const digits = micro.toString().padStart(7, "0");
          return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
        };
        const days = values.map(([a, b], index) => ({
          day: String(index),
          parts: { a: text(a), b: text(b) },
        }));
        const { columns, total } = prepareStackedDays({ days, keys, today });
        const micro = values.reduce((sum, [a, b]) => sum + a + b, 0n);
        const [whole = "0", fraction = ""] = total.split(".");
        expect(BigInt(whole + fraction.padEnd(6, "0"))).toBe(micro);
        for (const column of columns) {
          const height = column.segments.reduce((sum, segment) => sum + segment.height, 0);
          expect(height).toBeLessThanOrEqual(100.0001);
        }
      }),
    );
  });

  test("an amount that is not one is refused", () => {
    expect(() => prepareStackedDays({ days: [{ day: today, parts: { a: "-1" } }], keys, today })).toThrow();
  });
});
