import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { credits, MAX_CREDITS } from "./credits.ts";
import {
  availableOf,
  DEFAULT_PRIORITY,
  type GrantTerms,
  grantProblems,
  hasExpired,
  isEffective,
  planExpiry,
  SOURCES,
} from "./grants.ts";
import { NOW, sampleLot } from "./sample.ts";

const before = new Date(NOW.getTime() - 1);
const after = new Date(NOW.getTime() + 1);

describe("a grant is spendable from its first instant until it expires", () => {
  test.each([
    ["effective since a while, without an expiry", new Date(0), null, true],
    ["effective this instant", NOW, null, true],
    ["effective in a millisecond", after, null, false],
    ["expires in a millisecond", new Date(0), after, true],
    ["expires this instant", new Date(0), NOW, false],
    ["expired a millisecond ago", new Date(0), before, false],
    ["effective and expired this instant", NOW, NOW, false],
  ])("%s", (_, effectiveAt, expiresAt, spendable) => {
    expect(isEffective({ effectiveAt, expiresAt }, NOW)).toBe(spendable);
  });

  it("has expired at its expiry and ever after, and never without one", () => {
    expect(hasExpired({ expiresAt: NOW }, before)).toBe(false);
    expect(hasExpired({ expiresAt: NOW }, NOW)).toBe(true);
    expect(hasExpired({ expiresAt: NOW }, after)).toBe(true);
    expect(hasExpired({ expiresAt: null }, new Date(8.64e15))).toBe(false);
  });
});

describe("what is available", () => {
  const lots = [
    sampleLot({ remaining: credits(1) }),
    sampleLot({ remaining: credits(2), held: credits(50) }),
    sampleLot({ remaining: credits(4), creditType: "automation" }),
    sampleLot({ remaining: credits(8), expiresAt: NOW }),
    sampleLot({ remaining: credits(16), expiresAt: after }),
    sampleLot({ remaining: credits(32), effectiveAt: after }),
  ];

  it("is what remains of that type's spendable grants, without what is held", () => {
    expect(availableOf(lots, "ai", NOW)).toBe(credits(1 + 2 + 16));
    expect(availableOf(lots, "automation", NOW)).toBe(credits(4));
    expect(availableOf(lots, "unheard-of", NOW)).toBe(0n);
    expect(availableOf([], "ai", NOW)).toBe(0n);
  });

  it("changes at the instants themselves, though no job has run", () => {
    expect(availableOf(lots, "ai", before)).toBe(credits(1 + 2 + 8 + 16));
    expect(availableOf(lots, "ai", after)).toBe(credits(1 + 2 + 32));
  });
});

describe("the sweep", () => {
  it("moves what remains of each expired grant, once", () => {
    const lots = [
      sampleLot({ id: "over", expiresAt: NOW, remaining: credits(3), held: credits(2) }),
      sampleLot({ id: "emptied", expiresAt: NOW, remaining: 0n }),
      sampleLot({ id: "still-good", expiresAt: after }),
      sampleLot({ id: "for-ever" }),
    ];
    expect(planExpiry(lots, NOW)).toEqual([{ lot: lots[0], amount: credits(3) }]);
    expect(planExpiry(lots, before)).toEqual([]);
  });

  it("never moves what can be spent, and leaves nothing that cannot", () => {
    const instant = fc.integer({ min: -2, max: 2 }).map((offset) => new Date(NOW.getTime() + offset));
    const lot = fc
      .record({
        effectiveAt: instant,
        expiresAt: fc.option(instant),
        remaining: fc.bigInt({ min: 0n, max: 9n }),
      })
      .map(sampleLot);
    fc.assert(
      fc.property(fc.array(lot), (lots) => {
        const swept = new Set(planExpiry(lots, NOW).map((move) => move.lot));
        for (const one of lots) {
          expect(swept.has(one)).toBe(one.remaining > 0n && one.expiresAt !== null && one.expiresAt <= NOW);
          expect(swept.has(one) && isEffective(one, NOW)).toBe(false);
        }
      }),
    );
  });
});

describe("the terms of a new grant", () => {
  const terms: GrantTerms = { amount: credits(10), effectiveAt: null, expiresAt: null, priority: null };
  const fields = (changes: Partial<GrantTerms>) =>
    grantProblems({ ...terms, ...changes }, NOW).map((problem) => problem.path);

  test.each<[string, Partial<GrantTerms>, string[]]>([
    ["plain", {}, []],
    ["the smallest amount", { amount: 1n }, []],
    ["nothing", { amount: 0n }, ["amount"]],
    ["less than nothing", { amount: -1n }, ["amount"]],
    ["the largest amount", { amount: MAX_CREDITS }, []],
    ["more than that", { amount: MAX_CREDITS + 1n }, ["amount"]],
    ["expires in a millisecond", { expiresAt: after }, []],
    ["expires now", { expiresAt: NOW }, ["expiresAt"]],
    [
      "begins later than it ends",
      { effectiveAt: new Date(NOW.getTime() + 2), expiresAt: after },
      ["expiresAt"],
    ],
    ["begins when it ends", { effectiveAt: after, expiresAt: after }, ["expiresAt"]],
    ["begins before it ends", { effectiveAt: NOW, expiresAt: after }, []],
    ["priority 0", { priority: 0 }, []],
    ["priority 100", { priority: 100 }, []],
    ["priority 101", { priority: 101 }, ["priority"]],
    ["priority -1", { priority: -1 }, ["priority"]],
    ["priority 1.5", { priority: 1.5 }, ["priority"]],
    [
      "everything wrong",
      { amount: 0n, expiresAt: before, priority: -1 },
      ["amount", "expiresAt", "priority"],
    ],
  ])("%s", (_, changes, problems) => {
    expect(fields(changes)).toEqual(problems);
  });

  it("say what must hold instead", () => {
    const messages = grantProblems({ ...terms, amount: 0n, expiresAt: before, priority: 101 }, NOW);
    expect(messages.map((problem) => problem.message)).toEqual([
      "Must be more than 0",
      "Must be in the future",
      "Must be a whole number from 0 to 100",
    ]);
  });

  it("have a default priority in the middle for every source", () => {
    expect(DEFAULT_PRIORITY).toBe(50);
    expect(SOURCES).toEqual(["starter", "plan", "rollover", "promo", "pack", "top_up", "adjustment"]);
  });
});
