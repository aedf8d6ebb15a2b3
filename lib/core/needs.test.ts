import { describe, expect, test } from "vitest";
import { credits } from "./credits.ts";
import { listNeeds, type NeedsOfType } from "./needs.ts";

const now = new Date("2026-11-21T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const plenty: NeedsOfType = {
  creditType: "ai",
  available: credits(500),
  runway: { state: "range", fromDays: 40, toDays: 50 },
  losses: [],
};
const state = (types: NeedsOfType[]) => ({
  paused: false,
  types,
  payments: [],
  hadCredits: new Set(["ai", "automation"]),
});

describe("what needs a person", () => {
  test("a healthy workspace needs nothing", () => {
    expect(listNeeds(state([plenty]), now)).toEqual([]);
  });

  test("the most urgent comes first", () => {
    const used = { ...plenty, creditType: "automation", available: 0n };
    const low: NeedsOfType = {
      ...plenty,
      runway: { state: "range", fromDays: 6, toDays: 9 },
      losses: [{ expiresAt: inDays(12), remaining: credits(100), atRisk: credits(30) }],
    };
    const payments = [{ purchaseId: "p1", createdAt: now }];
    const needs = listNeeds({ ...state([low, used]), paused: true, payments }, now);
    expect(needs.map((need) => need.kind)).toEqual([
      "paused",
      "used_up",
      "payment_pending",
      "low",
      "expiring",
    ]);
  });

  test.each([
    [6, true],
    [7, false],
  ])("a runway from %i days is low: %s", (fromDays, low) => {
    const type: NeedsOfType = { ...plenty, runway: { state: "range", fromDays, toDays: 30 } };
    expect(listNeeds(state([type]), now).length === 1).toBe(low);
  });

  test("without a pace nothing is called low", () => {
    const type: NeedsOfType = { ...plenty, runway: { state: "not_enough_history" } };
    expect(listNeeds(state([type]), now)).toEqual([]);
  });

  test("a type used up is not also low", () => {
    const type: NeedsOfType = {
      ...plenty,
      available: 0n,
      runway: { state: "range", fromDays: 0, toDays: 0 },
    };
    expect(listNeeds(state([type]), now)).toEqual([{ kind: "used_up", creditType: "ai" }]);
  });

  test("a type that never had credits is no concern", () => {
    const type = { ...plenty, available: 0n };
    expect(listNeeds({ ...state([type]), hadCredits: new Set() }, now)).toEqual([]);
  });

  test("what expires within 30 days is listed only when something would be lost", () => {
    const losses = [
      { expiresAt: inDays(12), remaining: credits(100), atRisk: 0n },
      { expiresAt: inDays(30), remaining: credits(100), atRisk: credits(1) },
      { expiresAt: inDays(31), remaining: credits(100), atRisk: credits(100) },
    ];
    expect(listNeeds(state([{ ...plenty, losses }]), now)).toEqual([
      {
        kind: "expiring",
        creditType: "ai",
        expiresAt: inDays(30),
        remaining: credits(100),
        atRisk: credits(1),
      },
    ]);
  });

  test("grants that expire at one instant are one line with their sum", () => {
    const loss = { expiresAt: inDays(3), remaining: credits(10), atRisk: credits(4) };
    const needs = listNeeds(state([{ ...plenty, losses: [loss, loss] }]), now);
    expect(needs).toEqual([
      {
        kind: "expiring",
        creditType: "ai",
        expiresAt: inDays(3),
        remaining: credits(20),
        atRisk: credits(8),
      },
    ]);
  });
});
