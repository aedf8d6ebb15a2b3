import fc from "fast-check";
import { expect, it } from "vitest";
import { RecentMap } from "./recent-map.ts";

function filled(limit: number, keys: readonly string[]) {
  const map = new RecentMap<string, number>(limit);
  for (const [index, key] of keys.entries()) map.set(key, index);
  return map;
}
const keysOf = (map: RecentMap<string, number>) => map.entries().map(([key]) => key);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `key-${index}`);

it("what was set is read, the last value of each key", () => {
  const map = filled(10, ["a", "b", "a"]);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([2, 1, undefined]);
  expect(keysOf(map)).toEqual(["a", "b"]);
});

it("what is read again and again stays, however much else comes", () => {
  const map = new RecentMap<string, number>(3);
  map.set("kept", 1);
  for (const key of numbered(1000)) {
    map.set(key, 0);
    expect(map.get("kept")).toBe(1);
  }
});

it("what is not read again goes", () => {
  const map = filled(3, ["gone", ...numbered(10)]);
  expect(map.get("gone")).toBeUndefined();
});

it("what was deleted is gone, from wherever it was", () => {
  for (const more of [0, 4]) {
    const map = filled(3, ["a", ...numbered(more)]);
    map.delete("a");
    map.delete("never-there");
    expect(map.get("a")).toBeUndefined();
    expect(keysOf(map)).not.toContain("a");
  }
});

it("the last keys up to the limit are always there, and never more than twice as many", () => {
  const uses = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20 })), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), uses, (limit, steps) => {
      const map = new RecentMap<number, number>(limit);
      const order: number[] = [];
      for (const [isRead, key] of steps) {
        const isThere = order.slice(-limit).includes(key);
        if (isRead && isThere) expect(map.get(key)).toBe(key);
        if (isRead && !isThere) continue;
        if (!isRead) map.set(key, key);
        if (order.includes(key)) order.splice(order.indexOf(key), 1);
        order.push(key);
      }
      const keys = map.entries().map(([key]) => key);
      expect(keys).toEqual(expect.arrayContaining(order.slice(-limit)));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(2 * limit);
    }),
  );
});
