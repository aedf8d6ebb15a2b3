import { expect, it } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

const at = (seconds: number) => new Date(seconds * 1000);

it("allows as many as the limit in a window, then says how long to wait", () => {
  const limit = createRateLimit({ limit: 2, windowSeconds: 60 });
  expect([limit.take("a", at(0)), limit.take("a", at(10))]).toEqual([null, null]);
  expect(limit.take("a", at(20))).toBe(40);
  expect(limit.take("a", at(59.5))).toBe(1);
  expect(limit.take("a", at(60))).toBeNull();
});

it("counts every key for itself", () => {
  const limit = createRateLimit({ limit: 1, windowSeconds: 60 });
  expect([limit.take("a", at(0)), limit.take("b", at(0)), limit.take("a", at(0))]).toEqual([null, null, 60]);
});

it("a flood of keys costs bounded memory: the oldest are forgotten first", () => {
  const limit = createRateLimit({ limit: 1, windowSeconds: 60, maxKeys: 2 });
  for (const key of ["a", "b", "c"]) expect(limit.take(key, at(0))).toBeNull();
  expect(limit.take("c", at(1))).toBe(59);
  expect(limit.take("a", at(1))).toBeNull();
});
