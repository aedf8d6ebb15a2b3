import { afterEach, expect, test, vi } from "vitest";
import { newKey } from "../src/new-key.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a key is a UUIDv7 that begins with the time, so that later ones sort behind", () => {
  vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00.123Z") });
  const first = newKey();
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = Number.parseInt(first.replace("-", "").slice(0, 12), 16);
  expect(new Date(time)).toEqual(new Date("2026-11-21T12:00:00.123Z"));
  vi.advanceTimersByTime(1);
  expect(newKey() > first).toBe(true);
});

test("keys of one millisecond are different ones", () => {
  vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00.123Z") });
  expect(new Set(Array.from({ length: 1_000 }, newKey)).size).toBe(1_000);
});
