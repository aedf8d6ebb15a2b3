import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { allocate, compareBurnOrder } from "./burn-order.ts";
import { credits, sum } from "./credits.ts";
import { availableOf, isEffective, type Lot } from "./grants.ts";
import { NOW, sampleLot } from "./sample.ts";

const soon = new Date("2026-12-01T00:00:00Z");
const later = new Date("2027-12-01T00:00:00Z");
const lastYear = new Date("2025-01-01T00:00:00Z");

// Few values, so that lots often tie and every rule gets its turn.
const day = (offset: number) => new Date(NOW.getTime() + offset * 86_400_000);
const lot = fc.record<Lot>({
  id: fc.string({ minLength: 1, maxLength: 3 }),
  creditType: fc.constantFrom("ai", "ai", "ai", "automation"),
  source: fc.constant("pack"),
  remaining: fc.bigInt({ min: 0n, max: credits(5) }),
  held: fc.constantFrom(0n, credits(1)),
  priority: fc.constantFrom(0, 50, 50, 100),
  paid: fc.boolean(),
  effectiveAt: fc.constantFrom(day(-2), day(-1), day(0), day(1)),
  expiresAt: fc.constantFrom(null, day(-1), day(0), day(1), day(2)),
});
const lots = fc.uniqueArray(lot, { selector: (one) => one.id, maxLength: 12 });
const amount = fc.bigInt({ min: 0n, max: credits(40) });

describe("what burns first", () => {
  test.each<[string, Partial<Lot>, Partial<Lot>]>([
    [
      "the lower priority, before anything else",
      { priority: 49 },
      { priority: 50, expiresAt: soon, paid: false },
    ],
    ["the earlier expiry", { expiresAt: soon }, { expiresAt: later, paid: false }],
    ["one that expires, before one that never does", { expiresAt: later }, { expiresAt: null, paid: false }],
    ["free, before paid", { paid: false }, { paid: true, effectiveAt: lastYear }],
    ["the earlier beginning", { effectiveAt: lastYear, id: "b" }, { id: "a" }],
    ["the earlier id", { id: "a" }, { id: "b" }],
    ["the earlier id, by code unit", { id: "B" }, { id: "a" }],
  ])("%s", (_, first, second) => {
    const [one, other] = [sampleLot({ id: "one", ...first }), sampleLot({ id: "other", ...second })];
    expect(compareBurnOrder(one, other)).toBeLessThan(0);
    expect(compareBurnOrder(other, one)).toBeGreaterThan(0);
    expect(allocate([other, one], "ai", credits(150), NOW).parts.map((part) => part.lot)).toEqual([
      one,
      other,
    ]);
  });

  it("is decided between any two lots, and the same whichever is asked about first", () => {
    fc.assert(
      fc.property(lot, lot, (a, b) => {
        expect(Math.sign(compareBurnOrder(a, b))).toBe(0 - Math.sign(compareBurnOrder(b, a)));
        if (a.id !== b.id) expect(compareBurnOrder(a, b)).not.toBe(0);
        expect(compareBurnOrder(a, a)).toBe(0);
      }),
    );
  });

  it("has no circles", () => {
    fc.assert(
      fc.property(lot, lot, lot, (a, b, c) => {
        if (compareBurnOrder(a, b) <= 0 && compareBurnOrder(b, c) <= 0) {
          expect(compareBurnOrder(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with sorting by the last rule first, and the first rule last", () => {
    const by = (key: (one: Lot) => number | string) => (a: Lot, b: Lot) => {
      if (key(a) === key(b)) return 0;
      return key(a) > key(b) ? 1 : -1;
    };
    fc.assert(
      fc.property(lots, (some) => {
        const naive = some
          .toSorted(by((one) => one.id))
          .toSorted(by((one) => one.effectiveAt.toISOString()))
          .toSorted(by((one) => (one.paid ? "paid" : "free")))
          .toSorted(by((one) => one.expiresAt?.toISOString() ?? "never"))
          .toSorted(by((one) => one.priority));
        expect(some.toSorted(compareBurnOrder)).toEqual(naive);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an allocation", () => {
  it("takes from one lot what it can, then from the next", () => {
    const first = sampleLot({ id: "first", expiresAt: soon, remaining: credits(30) });
    const second = sampleLot({ id: "second", remaining: credits(100) });
    expect(allocate([second, first], "ai", credits(50), NOW)).toEqual({
      parts: [
        { lot: first, amount: credits(30) },
        { lot: second, amount: credits(20) },
      ],
      shortfall: 0n,
    });
  });

  it("stops where a lot covers exactly what is missing", () => {
    const first = sampleLot({ id: "first", remaining: credits(30) });
    const { parts } = allocate([first, sampleLot({ id: "second" })], "ai", credits(30), NOW);
    expect(parts).toEqual([{ lot: first, amount: credits(30) }]);
  });

  it("of nothing takes nothing", () => {
    expect(allocate([sampleLot()], "ai", 0n, NOW)).toEqual({ parts: [], shortfall: 0n });
  });

  it("says what is missing", () => {
    expect(allocate([], "ai", credits(5), NOW)).toEqual({ parts: [], shortfall: credits(5) });
    expect(allocate([sampleLot()], "ai", credits(105), NOW).shortfall).toBe(credits(5));
  });

  it("of a negative amount is refused: it would create credits", () => {
    expect(() => allocate([sampleLot()], "ai", -1n, NOW)).toThrow("Invariant broken");
  });

  it("adds up, and its shortfall is what the balance lacks", () => {
    fc.assert(
      fc.property(lots, amount, (some, wanted) => {
        const { parts, shortfall } = allocate(some, "ai", wanted, NOW);
        expect(sum(parts.map((part) => part.amount)) + shortfall).toBe(wanted);
        const available = availableOf(some, "ai", NOW);
        expect(shortfall).toBe(wanted > available ? wanted - available : 0n);
      }),
    );
  });

  it("takes only from spendable lots of the type, each once, never nothing and never more than it has", () => {
    fc.assert(
      fc.property(lots, amount, (some, wanted) => {
        const { parts } = allocate(some, "ai", wanted, NOW);
        expect(new Set(parts.map((part) => part.lot.id)).size).toBe(parts.length);
        for (const part of parts) {
          expect(part.amount > 0n && part.amount <= part.lot.remaining).toBe(true);
          expect(part.lot.creditType === "ai" && isEffective(part.lot, NOW)).toBe(true);
        }
      }),
    );
  });

  it("empties every lot before it opens the next, in burn order", () => {
    fc.assert(
      fc.property(lots, amount, (some, wanted) => {
        const { parts } = allocate(some, "ai", wanted, NOW);
        expect(parts.map((part) => part.lot)).toEqual(
          parts.map((part) => part.lot).toSorted(compareBurnOrder),
        );
        expect(parts.slice(0, -1).every((part) => part.amount === part.lot.remaining)).toBe(true);
        const last = parts.at(-1)?.lot;
        if (!last) return;
        const passedOver = some.filter(
          (one) =>
            one.creditType === "ai" && one.remaining > 0n && isEffective(one, NOW) && !isIn(parts, one),
        );
        expect(passedOver.every((one) => compareBurnOrder(last, one) < 0)).toBe(true);
      }),
    );
  });

  it("does not depend on the order of the lots, nor change them", () => {
    fc.assert(
      fc.property(lots, amount, (some, wanted) => {
        const copy = structuredClone(some);
        expect(allocate(some.toReversed(), "ai", wanted, NOW)).toEqual(allocate(some, "ai", wanted, NOW));
        expect(some).toEqual(copy);
      }),
    );
  });

  it("in two steps takes what one step would", () => {
    fc.assert(
      fc.property(lots, amount, amount, (some, first, second) => {
        fc.pre(first + second <= availableOf(some, "ai", NOW));
        const taken = allocate(some, "ai", first, NOW).parts;
        const rest = some.map((one) => ({ ...one, remaining: one.remaining - takenFrom(taken, one) }));
        const then = allocate(rest, "ai", second, NOW).parts;
        const atOnce = allocate(some, "ai", first + second, NOW).parts;
        for (const one of some) {
          expect(takenFrom(taken, one) + takenFrom(then, one)).toBe(takenFrom(atOnce, one));
        }
      }),
    );
  });
});

type Parts = ReturnType<typeof allocate>["parts"];

function isIn(parts: Parts, one: Lot): boolean {
  return parts.some((part) => part.lot.id === one.id);
}

function takenFrom(parts: Parts, one: Lot): bigint {
  return sum(parts.filter((part) => part.lot.id === one.id).map((part) => part.amount));
}
