import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  type Budget,
  type BudgetUse,
  budgetsFor,
  roomOf,
  type Spender,
  stopFor,
  toBudgetStop,
} from "./budgets.ts";
import { type Credits, credits } from "./credits.ts";
import { sampleBudget } from "./sample.ts";

const spender: Spender = {
  agent: "translator",
  job: "feed",
  actor: "user:ada@acme.example",
  apiKey: "key-1",
};
const nobody: Spender = { agent: null, job: null, actor: "system:x", apiKey: null };

describe("a budget", () => {
  test.each<[Budget["scope"], string, boolean]>([
    ["workspace", "", true],
    ["agent", "translator", true],
    ["agent", "feed", false],
    ["job", "feed", true],
    ["job", "translator", false],
    ["member", "user:ada@acme.example", true],
    ["member", "key-1", false],
    ["key", "key-1", true],
    ["key", "key-2", false],
  ])("of the %s %j counts this spender: %s", (scope, subject, applies) => {
    const budget = sampleBudget({ scope, subject });
    expect(budgetsFor([budget], spender)).toEqual(applies ? [budget] : []);
  });

  it("of somebody counts nobody who is not named", () => {
    const scopes = ["agent", "job", "key"] as const;
    const budgets = scopes.map((scope) => sampleBudget({ scope, subject: "" }));
    expect(budgetsFor(budgets, nobody)).toEqual([]);
  });

  it("keeps its place among those that apply", () => {
    const budgets = [
      sampleBudget({ id: "b" }),
      sampleBudget({ id: "c", scope: "job", subject: "other" }),
      sampleBudget({ id: "a", scope: "agent", subject: "translator" }),
    ];
    expect(budgetsFor(budgets, spender).map(({ id }) => id)).toEqual(["b", "a"]);
  });
});

describe("the budget that stops", () => {
  test.each<[string, Credits, Partial<BudgetUse>, boolean]>([
    ["up to its limit exactly", credits(4), {}, false],
    ["a micro-credit above", credits(4) + 1n, {}, true],
    ["only what is left when some is held", credits(3), { held: credits(3) }, true],
    ["nothing of another type", credits(99), { creditType: "ai" }, false],
    ["never, when it alerts", credits(99), { onReach: "alert" }, false],
    ["nothing of a type that costs nothing", 0n, { spent: credits(50) }, false],
  ])("allows %s", (_, automation, changes, stops) => {
    const budget = sampleBudget({ spent: credits(5), held: credits(1), ...changes });
    expect(stopFor([budget], { automation, ai: 0n })).toBe(stops ? budget : null);
  });

  it("is the narrowest of those that do, and of equals the one with the lower id", () => {
    const wide = sampleBudget({ id: "1", limit: credits(9) });
    const narrow = sampleBudget({ id: "3", limit: credits(2), creditType: "ai" });
    const above = sampleBudget({ id: "4", limit: credits(1), spent: credits(3) });
    const required = { automation: credits(20), ai: credits(20) };
    expect(stopFor([wide, narrow], required)).toBe(narrow);
    expect(stopFor([wide, narrow, above], required)).toBe(above);
    expect(stopFor([narrow, { ...narrow, id: "2" }], required)?.id).toBe("2");
    expect(stopFor([wide, narrow], { automation: credits(20), ai: credits(2) })).toBe(wide);
    expect(stopFor([], required)).toBeNull();
  });

  it("is the same in whatever order the budgets come", () => {
    const some = fc.array(
      fc.record({ id: fc.constantFrom("a", "b", "c", "d"), limit: fc.bigInt({ min: 0n, max: 4n }) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(some, (changes) => {
        const budgets = changes.map(sampleBudget);
        expect(stopFor(budgets.toReversed(), { automation: 3n })).toEqual(
          stopFor(budgets, { automation: 3n }),
        );
      }),
    );
  });
});

describe("the room of a type", () => {
  test.each<[string, BudgetUse[], Credits | null]>([
    ["is not limited without budgets", [], null],
    ["nor by alerts", [sampleBudget({ onReach: "alert" })], null],
    ["nor by those of other types", [sampleBudget({ creditType: "ai" })], null],
    [
      "is what is neither spent nor held",
      [sampleBudget({ spent: credits(2), held: credits(3) })],
      credits(5),
    ],
    ["is nothing above the limit", [sampleBudget({ spent: credits(12) })], 0n],
    ["is the narrowest", [sampleBudget(), sampleBudget({ limit: credits(4) }), sampleBudget()], credits(4)],
  ])("%s", (_, uses, room) => {
    expect(roomOf(uses, "automation")).toBe(room);
  });

  it("may be asked for, and no more", () => {
    const amount = fc.bigInt({ min: 0n, max: 9n });
    const budgets = fc.array(fc.record({ limit: amount, spent: amount, held: amount }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(budgets, (changes) => {
        const uses = changes.map(sampleBudget);
        const room = roomOf(uses, "automation") ?? -1n;
        expect(stopFor(uses, { automation: room })).toBeNull();
        expect(stopFor(uses, { automation: room + 1n })).not.toBeNull();
      }),
    );
  });
});

test("the budget that said stop is named with decimal strings", () => {
  expect(toBudgetStop(sampleBudget({ spent: 7_500_000n, held: credits(2) }))).toEqual({
    id: "budget",
    name: "Budget",
    scope: "workspace",
    subject: "",
    creditType: "automation",
    limit: "10",
    month: "2026-11",
    spent: "7.5",
    held: "2",
  });
});
