import { expect, test } from "vitest";
import { newId } from "./new-id.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MANY = 100_000;

const millisecondsOf = (id: string) => Number.parseInt(id.replace("-", "").slice(0, 12), 16);

test("ids are of version 7, different, and sort in the order they were made", () => {
  const ids = Array.from({ length: MANY }, newId);
  expect(ids.filter((id) => !UUID_V7.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(MANY);
  expect(ids.toSorted()).toEqual(ids);
});

test("an id begins with the time it was made", () => {
  const before = Date.now();
  const made = millisecondsOf(newId());
  expect(made).toBeGreaterThanOrEqual(before);
  expect(made).toBeLessThanOrEqual(Date.now());
});

test("the ends of ids are random", () => {
  const ends = new Set(Array.from({ length: 1_000 }, () => newId().slice(-10)));
  expect(ends.size).toBe(1_000);
});
