import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyHashOf } from "./body-hash.ts";

/** As it arrives: JSON knows no negative zero. */
function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The same value with the fields of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, entry]) => [key, turned(entry)]),
  );
}

test("the order of fields does not matter, and everything else does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(bodyHashOf(turned(one))).toBe(bodyHashOf(one));
      expect(bodyHashOf(one) === bodyHashOf(other)).toBe(isDeepStrictEqual(sent(one), sent(other)));
    }),
  );
});

test("an object of many fields has one order, too", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer(), { minKeys: 17, maxKeys: 40 }), (many) => {
      expect(bodyHashOf(turned(many))).toBe(bodyHashOf(many));
    }),
  );
});

test.each<[string, unknown, unknown]>([
  ["an absent field is no field", { a: 1, b: undefined }, { a: 1 }],
  ["an amount is its digits", { credits: 5_000_000n }, { credits: "5000000" }],
  ["an instant is how it is written", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
])("%s", (_law, one, other) => {
  expect(bodyHashOf(one)).toBe(bodyHashOf(other));
});

test.each<[string, unknown, unknown]>([
  ["a number is not its digits", { a: 1 }, { a: "1" }],
  ["the order of a list matters", [1, 2], [2, 1]],
  ["an empty list is not an empty object", [], {}],
  ["null is not absent", { a: null }, {}],
  ["a field's name may hold what separates fields", { 'a":1,"b': 2 }, { a: 1, b: 2 }],
])("%s", (_law, one, other) => {
  expect(bodyHashOf(one)).not.toBe(bodyHashOf(other));
});

test("a known body has a known hash, so that a key outlives a new version", () => {
  const body = { method: "POST", path: "/x", body: { lines: [{ feature: "ai.text", quantity: 2 }] } };
  expect(bodyHashOf(body)).toBe("61dac38521435637eef67d772e2e15444d8aaa0a614cb96cebfb0a25838fcc5b");
});
