import { describe, expect, test } from "vitest";
import { formatDay, formatInstant } from "./format-instant.ts";

describe("instants on screen", () => {
  test("the workspace's zone decides the day, and is printed", () => {
    expect(formatInstant("2027-11-21T23:00:00.000Z", "Europe/Berlin", "en")).toBe("22 Nov 2027, 00:00 CET");
    expect(formatInstant("2027-11-21T23:00:00.000Z", "America/New_York", "en")).toBe(
      "21 Nov 2027, 18:00 GMT-5",
    );
  });

  test("midnight is 00:00, never 24:00", () => {
    expect(formatInstant("2026-01-01T00:00:00Z", "UTC", "en")).toContain("00:00");
  });

  test("a calendar day is shown as it is", () => {
    expect(formatDay("2026-11-21", "en")).toBe("21 Nov 2026");
    expect(formatDay("2026-11-21", "en", "day-month")).toBe("21 Nov");
  });
});
