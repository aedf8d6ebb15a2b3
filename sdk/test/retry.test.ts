import { describe, expect, test } from "vitest";
import { retryDelayMs } from "../src/retry.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const failed = (status: number, retryAfter: string | null = null) => ({ status, retryAfter });

describe("a failed attempt", () => {
  test.each([0, 429, 502, 503, 504])("with status %i is tried again", (status) => {
    expect(retryDelayMs(failed(status), 0, 0.5, NOW)).toBe(100);
  });

  test.each([200, 301, 400, 401, 402, 403, 404, 409, 413, 422, 500, 501])(
    "with status %i is final",
    (status) => {
      expect(retryDelayMs(failed(status, "1"), 0, 0.5, NOW)).toBeNull();
    },
  );
});

describe("the time until the next attempt", () => {
  test("doubles its bound up to ten seconds, and is anything below it", () => {
    const bounds = [0, 1, 2, 3, 4, 5, 6, 30].map((attempt) => retryDelayMs(failed(503), attempt, 1, NOW));
    expect(bounds).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    expect(retryDelayMs(failed(503), 5, 0, NOW)).toBe(0);
  });

  test("is at least what the server asks for, in seconds or as a date", () => {
    expect(retryDelayMs(failed(429, "3"), 0, 0, NOW)).toBe(3000);
    expect(retryDelayMs(failed(429, "3"), 0, 1, NOW)).toBe(3200);
    expect(retryDelayMs(failed(503, "Sat, 21 Nov 2026 12:00:07 GMT"), 0, 0, NOW)).toBe(7000);
    expect(retryDelayMs(failed(503, "Sat, 21 Nov 2026 11:00:00 GMT"), 0, 0, NOW)).toBe(0);
  });

  test("is by our own count where the server's cannot be read", () => {
    expect(retryDelayMs(failed(503, "soon"), 2, 1, NOW)).toBe(800);
    expect(retryDelayMs(failed(503, " "), 2, 1, NOW)).toBe(800);
  });

  test("is not waited for when the server asks for more than a minute", () => {
    expect(retryDelayMs(failed(429, "60"), 0, 0, NOW)).toBe(60_000);
    expect(retryDelayMs(failed(429, "61"), 0, 0, NOW)).toBeNull();
  });
});
