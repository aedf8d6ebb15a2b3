import { describe, expect, test } from "vitest";
import type { Lot } from "./grants.ts";
import { type HeldLot, lotAt, lotsAt, standingAt } from "./held-lots.ts";

const NOON = new Date("2026-11-21T12:00:00.000Z");
const before = new Date(NOON.getTime() - 1);

const lot: Lot = {
  id: "a",
  creditType: "ai",
  source: "promo",
  remaining: 10n,
  held: 7n,
  priority: 50,
  paid: false,
  effectiveAt: new Date(0),
  expiresAt: null,
};
const held = (over: Partial<HeldLot> = {}): HeldLot => ({
  lot,
  voided: false,
  parts: [
    { left: 5n, expiresAt: NOON },
    { left: 2n, expiresAt: new Date(NOON.getTime() + 1) },
  ],
  ...over,
});

describe("what a hold keeps", () => {
  test("is kept until the last millisecond before it expires, and is back from then on", () => {
    expect(standingAt(held(), before)).toEqual({ remaining: 10n, held: 7n, revoked: 0n });
    expect(standingAt(held(), NOON)).toEqual({ remaining: 15n, held: 2n, revoked: 0n });
  });

  test("is taken back when it comes back to a lot that was taken back", () => {
    const voided = held({ voided: true, lot: { ...lot, remaining: 0n } });
    expect(standingAt(voided, NOON)).toEqual({ remaining: 0n, held: 2n, revoked: 5n });
    expect(lotsAt([voided], new Date(NOON.getTime() + 1))).toEqual([]);
  });

  test("leaves a lot alone of which no hold keeps anything", () => {
    const alone = held({ parts: [] });
    expect(lotAt(alone, NOON)).toBe(lot);
  });
});
