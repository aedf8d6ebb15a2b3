import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { BudgetUse } from "./budgets.ts";
import { credits, MICRO, sum } from "./credits.ts";
import { planSpend, requiredOf, takeParts, upToProblem } from "./gate.ts";
import { availableOf, type Lot } from "./grants.ts";
import type { PricedLine, RateCard } from "./rates.ts";
import { repriceLine } from "./rates.ts";
import {
  sampleRequest as ask,
  CARD,
  NOW,
  priced,
  sampleBudget,
  sampleLine,
  sampleLot,
  tokenLine,
  unitRate,
} from "./sample.ts";

function records(count: number, unchanged = 0) {
  return priced(sampleLine("automation.record", count, { unchanged: BigInt(unchanged) * MICRO }));
}

function wallet(ai: number, automation: number): Lot[] {
  return [
    sampleLot({ id: "ai", remaining: credits(ai) }),
    sampleLot({ id: "automation", creditType: "automation", remaining: credits(automation) }),
  ];
}

const attributes = priced(sampleLine("ai.attributes", 500));

describe("a request", () => {
  it("passes where every type covers it, and says what it takes from which lot", () => {
    const lots = wallet(10, 10);
    expect(planSpend(ask([records(4), attributes]), lots, NOW)).toEqual({
      ok: true,
      value: {
        required: { automation: credits(4), ai: credits(5) },
        available: { automation: credits(10), ai: credits(10) },
        shortfall: { automation: 0n, ai: 0n },
        coveredQuantity: null,
        spends: [
          { priced: records(4), parts: [{ lot: lots[1], amount: credits(4) }] },
          { priced: attributes, parts: [{ lot: lots[0], amount: credits(5) }] },
        ],
      },
    });
  });

  it("passes when it takes the last credit", () => {
    expect(planSpend(ask([records(10)]), wallet(0, 10), NOW).ok).toBe(true);
    expect(planSpend(ask([records(11)]), wallet(0, 10), NOW).ok).toBe(false);
  });

  it("fails as one when a single type is short, and says by how much of each", () => {
    expect(planSpend(ask([records(4), attributes]), wallet(3, 10), NOW)).toEqual({
      ok: false,
      error: {
        reason: "insufficient_credits",
        required: { automation: credits(4), ai: credits(5) },
        available: { automation: credits(10), ai: credits(3) },
        shortfall: { automation: 0n, ai: credits(2) },
        coveredQuantity: null,
        budget: null,
        feature: null,
      },
    });
  });

  it("adds its lines up before it compares", () => {
    expect(planSpend(ask([records(6), records(6)]), wallet(0, 10), NOW).ok).toBe(false);
    expect(requiredOf([records(6), attributes, records(6)])).toEqual({
      automation: credits(12),
      ai: credits(5),
    });
    expect(requiredOf([])).toEqual({});
  });

  it("takes for a later line what the earlier ones left", () => {
    const first = sampleLot({ id: "first", creditType: "automation", remaining: credits(5), priority: 1 });
    const second = sampleLot({ id: "second", creditType: "automation", remaining: credits(5), priority: 2 });
    const plan = planSpend(ask([records(3), records(4)]), [second, first], NOW);
    if (!plan.ok) throw new Error("the request fits");
    const taken = plan.value.spends.map(({ parts }) => parts.map((part) => [part.lot.id, part.amount]));
    expect(taken).toEqual([
      [["first", credits(3)]],
      [
        ["first", credits(2)],
        ["second", credits(2)],
      ],
    ]);
  });

  it("sees no credits that are not spendable now", () => {
    const lots = [
      sampleLot({ id: "over", creditType: "automation", expiresAt: NOW }),
      sampleLot({ id: "not-yet", creditType: "automation", effectiveAt: new Date(NOW.getTime() + 1) }),
    ];
    const refused = planSpend(ask([records(1)]), lots, NOW);
    expect(refused).toMatchObject({ ok: false, error: { available: { automation: 0n } } });
  });

  it("that costs nothing passes without credits, and takes nothing", () => {
    const free = priced(sampleLine("automation.record", 7), "manual");
    expect(planSpend(ask([free]), [], NOW)).toMatchObject({
      ok: true,
      value: { required: { automation: 0n }, shortfall: { automation: 0n }, spends: [{ parts: [] }] },
    });
    expect(planSpend(ask([records(0)]), [], NOW).ok).toBe(true);
    expect(planSpend(ask([records(9, 9)]), [], NOW).ok).toBe(true);
  });
});

describe("a paused workspace", () => {
  it("is refused whatever costs something, though credits are there", () => {
    expect(planSpend(ask([records(1)], { paused: true }), wallet(10, 10), NOW)).toEqual({
      ok: false,
      error: {
        reason: "workspace_paused",
        required: { automation: credits(1) },
        available: { automation: credits(10) },
        shortfall: { automation: 0n },
        coveredQuantity: null,
        budget: null,
        feature: null,
      },
    });
    const upTo = ask([records(1)], { paused: true, mode: "up_to" });
    expect(planSpend(upTo, wallet(10, 10), NOW)).toMatchObject({ error: { reason: "workspace_paused" } });
  });

  it("still does by hand what is done by hand", () => {
    const byHand = priced(sampleLine("automation.record", 7), "manual");
    expect(planSpend(ask([byHand], { paused: true }), [], NOW).ok).toBe(true);
  });
});

describe("a feature that may not be used", () => {
  const blocked = { reason: "trial_ended", feature: "automation.record" } as const;

  it("is named, whatever there is, and also by what costs nothing", () => {
    const refused = { error: { reason: "trial_ended", feature: "automation.record", budget: null } };
    expect(planSpend(ask([records(1)], { blocked }), wallet(10, 10), NOW)).toMatchObject(refused);
    expect(planSpend(ask([records(0)], { blocked }), wallet(10, 10), NOW)).toMatchObject(refused);
    expect(planSpend(ask([records(1), attributes], { blocked }), [], NOW)).toMatchObject(refused);
    expect(planSpend(ask([records(0)], { blocked, mode: "up_to" }), [], NOW)).toMatchObject(refused);
  });
});

describe("a budget that stops", () => {
  const stopping = (request: Parameters<typeof ask>[1], lines = [records(5)], lots = wallet(100, 100)) =>
    planSpend(ask(lines, request), lots, NOW);

  it("lets pass what reaches its limit exactly, and is named by what would go above", () => {
    const budget = sampleBudget({ spent: credits(3), held: credits(2) });
    expect(stopping({ budgets: [budget] }).ok).toBe(true);
    const full = { ...budget, held: credits(2) + 1n };
    expect(stopping({ budgets: [full] })).toEqual({
      ok: false,
      error: {
        reason: "budget_stop",
        required: { automation: credits(5) },
        available: { automation: credits(100) },
        shortfall: { automation: 0n },
        coveredQuantity: null,
        budget: full,
        feature: null,
      },
    });
  });

  it("adds the lines of its type up, and no others", () => {
    const budgets = [sampleBudget({ limit: credits(9) })];
    expect(stopping({ budgets }, [records(4), records(5), attributes]).ok).toBe(true);
    const above = stopping({ budgets }, [records(5), records(5), attributes]);
    expect(above).toMatchObject({ error: { reason: "budget_stop", budget: budgets[0] } });
  });

  it("that only alerts stops nothing", () => {
    expect(stopping({ budgets: [sampleBudget({ onReach: "alert", limit: 0n })] }).ok).toBe(true);
    const upTo = stopping({ budgets: [sampleBudget({ onReach: "alert", limit: 0n })], mode: "up_to" });
    expect(upTo).toMatchObject({ value: { coveredQuantity: 5n * MICRO } });
  });

  it.each(["all", "up_to"] as const)(
    "lets pass what costs nothing though it is above its limit: %s",
    (mode) => {
      const budgets = [sampleBudget({ limit: 0n, spent: credits(7) })];
      expect(stopping({ budgets, mode }, [records(9, 9)]).ok).toBe(true);
    },
  );

  it("is the reason before credits that are missing, and after a pause and a feature", () => {
    const all = {
      paused: true,
      blocked: { reason: "feature_off", feature: "automation.record" },
      budgets: [sampleBudget({ limit: 0n })],
    } as const;
    const reasonOf = (request: Parameters<typeof ask>[1]) => {
      const plans = [[records(5)], [records(5), attributes]].map((lines) => stopping(request, lines, []));
      plans.push(stopping({ ...request, mode: "up_to" }, [records(5)], []));
      return new Set(plans.map((plan) => (plan.ok ? null : plan.error.reason)));
    };
    expect(reasonOf(all)).toEqual(new Set(["workspace_paused"]));
    expect(reasonOf({ ...all, paused: false })).toEqual(new Set(["feature_off"]));
    expect(reasonOf({ budgets: all.budgets })).toEqual(new Set(["budget_stop"]));
    expect(reasonOf({})).toEqual(new Set(["insufficient_credits"]));
  });
});

describe("up to what budgets leave", () => {
  test.each<[string, number, bigint, bigint | null]>([
    ["the balance is shorter", 3, credits(4), 3n],
    ["the budget is shorter", 9, credits(4), 4n],
    ["a part of a unit is not covered", 9, credits(4) + MICRO / 2n, 4n],
    ["neither limits", 9, credits(7), 5n],
    ["the budget leaves nothing", 9, 0n, null],
    ["the budget leaves less than one", 9, credits(1) - 1n, null],
    ["the budget is above its limit", 9, -credits(1), null],
    ["both leave nothing", 0, 0n, null],
  ])("%s", (_, available, room, covered) => {
    const budget = sampleBudget({ limit: credits(20), spent: credits(20) - room });
    const request = ask([records(7, 2)], { mode: "up_to", budgets: [budget] });
    const plan = planSpend(request, wallet(0, available), NOW);
    if (covered !== null) {
      expect(plan).toMatchObject({ ok: true, value: { coveredQuantity: (covered + 2n) * MICRO } });
    } else {
      const error = { reason: "budget_stop", budget, coveredQuantity: 2n * MICRO, feature: null };
      expect(plan).toMatchObject({ ok: false, error });
    }
  });

  it("names no budget where the balance alone leaves nothing", () => {
    const request = ask([records(7)], { mode: "up_to", budgets: [sampleBudget({ limit: credits(1) })] });
    expect(planSpend(request, [], NOW)).toMatchObject({
      error: { reason: "insufficient_credits", budget: null, coveredQuantity: 0n },
    });
  });

  it("counts less than a unit as all there is to cover", () => {
    const half = priced(sampleLine("automation.record", 0, { quantity: MICRO / 2n }));
    const upTo = (limit: bigint) =>
      planSpend(ask([half], { mode: "up_to", budgets: [sampleBudget({ limit })] }), wallet(0, 9), NOW);
    expect(upTo(MICRO / 2n)).toMatchObject({ value: { coveredQuantity: MICRO / 2n } });
    expect(upTo(MICRO / 2n - 1n)).toMatchObject({ error: { reason: "budget_stop" } });
  });

  it("is held back by the type whose budget is narrowest, and that budget is named", () => {
    const lines = [records(1_000), priced(sampleLine("ai.attributes", 1_000))];
    const ai = sampleBudget({ id: "ai", creditType: "ai", limit: credits(3) });
    const upTo = (budgets: readonly BudgetUse[]) =>
      planSpend(ask(lines, { mode: "up_to", budgets }), wallet(100, 2_000), NOW);
    expect(upTo([sampleBudget({ limit: credits(900) }), ai])).toMatchObject({
      value: { coveredQuantity: 300n * MICRO },
    });
    expect(upTo([sampleBudget(), { ...ai, limit: 0n }])).toMatchObject({ error: { budget: { id: "ai" } } });
  });
});

describe("up to what there is", () => {
  const upTo = (lines: PricedLine[], lots: Lot[]) => planSpend(ask(lines, { mode: "up_to" }), lots, NOW);

  test.each<[string, PricedLine, number, bigint, bigint]>([
    ["all of it", records(5), 10, 5n * MICRO, credits(5)],
    ["a part", records(2_000), 1_500, 1_500n * MICRO, credits(1_500)],
    ["the unchanged come free", records(2_000, 1_940), 20, 1_960n * MICRO, credits(20)],
    [
      "all of it, fractions too",
      priced(sampleLine("automation.record", 0, { quantity: 2_500_000n })),
      3,
      2_500_000n,
      2_500_000n,
    ],
    [
      "whole units of a fraction",
      priced(sampleLine("automation.record", 0, { quantity: 2_500_000n })),
      2,
      2n * MICRO,
      credits(2),
    ],
    ["nothing that costs, no credits", records(5, 5), 0, 5n * MICRO, 0n],
  ])("%s", (_, line, available, quantity, spent) => {
    const plan = upTo([line], wallet(0, available));
    if (!plan.ok) throw new Error("something fits");
    expect(plan.value.coveredQuantity).toBe(quantity);
    expect(sum(plan.value.spends.flatMap(({ parts }) => parts.map((part) => part.amount)))).toBe(spent);
    expect(plan.value.required).toEqual({ automation: line.credits });
  });

  test.each([
    ["no credits", records(5), 0],
    ["only the unchanged would be covered", records(9, 4), 0],
  ])("refuses where nothing that costs fits: %s", (_, line, available) => {
    expect(upTo([line], wallet(0, available))).toMatchObject({
      ok: false,
      error: {
        reason: "insufficient_credits",
        coveredQuantity: line.line.unchanged,
        shortfall: { automation: credits(5) },
      },
    });
  });

  it("is held back by the type that is shortest", () => {
    const lines = [records(1_000), priced(sampleLine("ai.attributes", 1_000))];
    const plan = upTo(lines, wallet(3, 900));
    expect(plan).toMatchObject({ ok: true, value: { coveredQuantity: 300n * MICRO } });
  });

  it("spends never more than there is, and one more unit would not fit", () => {
    const line = fc
      .record({
        per: fc.bigInt({ min: 1n, max: 200n }),
        price: fc.bigInt({ min: 1n, max: credits(20) }),
        units: fc.integer({ min: 0, max: 5_000 }),
        unchanged: fc.integer({ min: 0, max: 100 }),
        rounding: fc.constantFrom("exact" as const, "whole_per_execution" as const),
      })
      .filter(({ units, unchanged }) => unchanged <= units)
      .map(({ per, price, units, unchanged, rounding }) => {
        const rates = [unitRate("automation.record", { per, credits: price, rounding })];
        const card: RateCard = { ...CARD, rates };
        return priced(
          sampleLine("automation.record", units, { unchanged: BigInt(unchanged) * MICRO }),
          "api",
          card,
        );
      });
    const balance = fc.bigInt({ min: 0n, max: credits(3_000) });
    fc.assert(
      fc.property(line, balance, (one, available) => {
        const lots = [sampleLot({ creditType: "automation", remaining: available })];
        const plan = upTo([one], lots);
        if (!plan.ok) {
          expect(repriceLine(one, one.line.unchanged + MICRO).credits > available).toBe(true);
          return;
        }
        const covered = plan.value.coveredQuantity ?? -1n;
        const spent = sum(plan.value.spends.flatMap(({ parts }) => parts.map((part) => part.amount)));
        expect(spent).toBe(repriceLine(one, covered).credits);
        expect(spent <= available && covered <= (one.line.quantity ?? 0n)).toBe(true);
        const more = repriceLine(one, covered + MICRO);
        expect(covered === one.line.quantity || more.credits > available).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is asked by quantity, and with one quantity for all lines", () => {
    const text = priced(tokenLine("ai.text", "gpt", [1, 1, 1]));
    expect(upToProblem([text])).toBe("up_to needs lines with a quantity, not tokens");
    expect(upToProblem([records(5), records(6)])).toBe(
      "up_to needs lines with the same quantity and unchanged",
    );
    expect(upToProblem([records(5), records(5, 1)])).toBe(
      "up_to needs lines with the same quantity and unchanged",
    );
    expect(upToProblem([records(500), attributes])).toBeNull();
    expect(upToProblem([])).toBeNull();
  });
});

const someLots = fc.uniqueArray(
  fc
    .record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      creditType: fc.constantFrom("ai", "automation"),
      remaining: fc.bigInt({ min: 0n, max: credits(50) }),
      priority: fc.integer({ min: 0, max: 3 }),
      expiresAt: fc.constantFrom(null, NOW, new Date(NOW.getTime() + 1)),
    })
    .map(sampleLot),
  { selector: (lot) => lot.id, maxLength: 8 },
);
const someLines = fc.array(
  fc
    .record({ feature: fc.constantFrom("ai.attributes", "automation.record", "ai.task"), count: fc.nat(40) })
    .map(({ feature, count }) => priced(sampleLine(feature, count))),
  { minLength: 1, maxLength: 4 },
);

const someBudgets = fc.array(
  fc
    .record({
      id: fc.string({ minLength: 1, maxLength: 2 }),
      creditType: fc.constantFrom("ai", "automation"),
      onReach: fc.constantFrom("alert" as const, "stop" as const),
      limit: fc.integer({ min: 0, max: 60 }).map(credits),
      spent: fc.integer({ min: 0, max: 20 }).map(credits),
      held: fc.integer({ min: 0, max: 20 }).map(credits),
    })
    .map(sampleBudget),
  { maxLength: 3 },
);

describe("the gate", () => {
  it("passes exactly what fits, and then the parts of each line add up to its price", () => {
    fc.assert(
      fc.property(someLines, someLots, (lines, lots) => {
        const plan = planSpend(ask(lines), lots, NOW);
        const required = Object.entries(requiredOf(lines));
        expect(plan.ok).toBe(required.every(([type, amount]) => amount <= availableOf(lots, type, NOW)));
        if (!plan.ok) return;
        for (const { priced: line, parts } of plan.value.spends) {
          expect(sum(parts.map((part) => part.amount))).toBe(line.credits);
          expect(parts.every((part) => part.lot.creditType === line.rate.creditType)).toBe(true);
        }
      }),
    );
  });

  it("takes from no lot more than it has, over all lines together", () => {
    fc.assert(
      fc.property(someLines, someLots, (lines, lots) => {
        const plan = planSpend(ask(lines), lots, NOW);
        if (!plan.ok) return;
        const left = plan.value.spends.reduce((rest, { parts }) => takeParts(rest, parts), lots);
        expect(left.every((lot) => lot.remaining >= 0n)).toBe(true);
        const spent = sum(lines.map((line) => line.credits));
        expect(sum(lots.map((lot) => lot.remaining)) - sum(left.map((lot) => lot.remaining))).toBe(spent);
      }),
    );
  });

  it("states a shortfall that is what is required beyond what is available, and never negative", () => {
    fc.assert(
      fc.property(someLines, someLots, (lines, lots) => {
        const plan = planSpend(ask(lines), lots, NOW);
        const { required, available, shortfall } = plan.ok ? plan.value : plan.error;
        for (const [type, amount] of Object.entries(shortfall)) {
          const lack = (required[type] ?? 0n) - (available[type] ?? 0n);
          expect(amount).toBe(lack > 0n ? lack : 0n);
        }
        expect(Object.values(shortfall).some((amount) => amount > 0n)).toBe(!plan.ok);
      }),
    );
  });

  it("that passed still passes with more credits, and covers no less", () => {
    fc.assert(
      fc.property(someLines, someLots, fc.bigInt({ min: 1n, max: credits(20) }), (lines, lots, extra) => {
        const richer = ["ai", "automation"].map((creditType) =>
          sampleLot({ id: `extra-${creditType}`, creditType, remaining: extra }),
        );
        const before = planSpend(ask(lines), lots, NOW);
        const after = planSpend(ask(lines), [...lots, ...richer], NOW);
        expect(before.ok && !after.ok).toBe(false);
        const [line] = lines;
        if (!line) return;
        const request = ask([line], { mode: "up_to" });
        const [less, more] = [planSpend(request, lots, NOW), planSpend(request, [...lots, ...richer], NOW)];
        expect(less.ok && !more.ok).toBe(false);
        expect(coveredBy(less) <= coveredBy(more)).toBe(true);
      }),
    );
  });

  it("decides one line as it decides several, and the same in whatever order it is shown the lots", () => {
    const free = records(0);
    fc.assert(
      fc.property(someLines, someLots, someBudgets, fc.boolean(), ([line], lots, budgets, paused) => {
        if (!line) return;
        const one = planSpend(ask([line], { budgets, paused }), lots, NOW);
        expect(planSpend(ask([line], { budgets, paused }), lots.toReversed(), NOW)).toEqual(one);
        const several = planSpend(ask([line, free], { budgets, paused }), lots, NOW);
        expect(several.ok).toBe(one.ok);
        if (several.ok && one.ok) expect(several.value.spends[0]).toEqual(one.value.spends[0]);
        if (!several.ok && !one.ok) expect(several.error).toMatchObject(one.error);
      }),
    );
  });

  it("never takes a budget that stops above its limit, and refuses only what would", () => {
    fc.assert(
      fc.property(
        someLines,
        someBudgets,
        fc.constantFrom("all" as const, "up_to" as const),
        (some, budgets, mode) => {
          const lines = mode === "all" ? some : some.slice(0, 1);
          const plan = planSpend(ask(lines, { budgets, mode }), wallet(1_000, 1_000), NOW);
          const spent = requiredOf(plan.ok ? plan.value.spends.map(({ priced: line }) => line) : []);
          const above = (asked: Record<string, bigint>) => (budget: BudgetUse) =>
            budget.onReach === "stop" &&
            (asked[budget.creditType] ?? 0n) > 0n &&
            budget.spent + budget.held + (asked[budget.creditType] ?? 0n) > budget.limit;
          expect(budgets.some(above(spent))).toBe(false);
          if (mode === "all") expect(plan.ok).toBe(!budgets.some(above(requiredOf(lines))));
          if (!plan.ok) expect(plan.error.budget).toSatisfy(above(requiredOf(lines)));
        },
      ),
    );
  });

  it("leaves the lots it was shown as they were", () => {
    fc.assert(
      fc.property(
        someLines,
        someLots,
        fc.constantFrom("all" as const, "up_to" as const),
        (lines, lots, mode) => {
          const copy = structuredClone(lots);
          planSpend(ask(lines.slice(0, 1), { mode }), lots, NOW);
          expect(lots).toEqual(copy);
        },
      ),
    );
  });
});

describe("taking parts", () => {
  it("lowers the lots they name and no other", () => {
    const lots = wallet(10, 20);
    const [ai, automation] = lots;
    if (!ai) throw new Error("the wallet has AI credits");
    expect(takeParts(lots, [{ lot: ai, amount: credits(3) }])).toEqual([
      { ...ai, remaining: credits(7) },
      automation,
    ]);
    expect(takeParts(lots, [])).toEqual(lots);
    expect(takeParts(lots, [])).not.toBe(lots);
  });
});

function coveredBy(plan: ReturnType<typeof planSpend>): bigint {
  return (plan.ok ? plan.value : plan.error).coveredQuantity ?? 0n;
}
