import { describe, expect, test } from "vitest";
import { prepareLotSegments } from "./lot-segments.ts";

const now = "2026-11-21T12:00:00.000Z";
const lot = (remaining: string, expiresAt: string | null, effectiveAt = "2026-01-01T00:00:00.000Z") => ({
  remaining,
  expiresAt,
  effectiveAt,
});

describe("the bar of what is left, cut by expiry", () => {
  test("the soonest date comes first, what never expires after it, what is held last", () => {
    const lots = [
      lot("50", null),
      lot("20", "2027-02-01T00:00:00.000Z"),
      lot("20", "2026-12-01T00:00:00.000Z"),
    ];
    expect(prepareLotSegments(lots, "10", now)).toEqual([
      { kind: "expires", expiresAt: "2026-12-01T00:00:00.000Z", credits: "20", width: 20 },
      { kind: "expires", expiresAt: "2027-02-01T00:00:00.000Z", credits: "20", width: 20 },
      { kind: "never", expiresAt: null, credits: "50", width: 50 },
      { kind: "held", expiresAt: null, credits: "10", width: 10 },
    ]);
  });

  test("lots that expire at one instant share a segment", () => {
    const at = "2026-12-01T00:00:00.000Z";
    expect(prepareLotSegments([lot("1.5", at), lot("2.25", at)], "0", now)).toEqual([
      { kind: "expires", expiresAt: at, credits: "3.75", width: 100 },
    ]);
  });

  test("beyond four dates the rest share a segment", () => {
    const dates = ["12-01", "12-02", "12-03", "12-04", "12-05", "12-06"].map(
      (day) => `2026-${day}T00:00:00.000Z`,
    );
    const segments = prepareLotSegments(
      dates.map((at) => lot("1", at)),
      "0",
      now,
    );
    expect(segments.map((segment) => [segment.kind, segment.credits])).toEqual([
      ["expires", "1"],
      ["expires", "1"],
      ["expires", "1"],
      ["expires", "1"],
      ["later", "2"],
    ]);
    expect(segments.at(-1)?.expiresAt).toBe(dates[4]);
  });

  test("what starts later and what is empty has no place in the bar", () => {
    const lots = [lot("5", null, "2026-12-01T00:00:00.000Z"), lot("0", "2026-12-01T00:00:00.000Z")];
    expect(prepareLotSegments(lots, "0", now)).toEqual([]);
  });
});
