import { describe, expect, it } from "vitest";
import type { BudgetTerms } from "./budget-problems.ts";
import type { Budget } from "./budgets.ts";
import { credits } from "./credits.ts";
import { MAX_BUDGETS, planBudget } from "./plan-budget.ts";

const terms: BudgetTerms = {
  name: "Translator",
  scope: "agent",
  subject: "translator",
  creditType: "ai",
  limit: credits(100),
  onReach: "stop",
};
const stop: Budget = { id: "stop", ...terms };
const alert: Budget = { ...stop, id: "alert", onReach: "alert", limit: credits(80) };
const raised = { ...terms, name: "Translator DE", limit: credits(200) };

describe("setting a budget", () => {
  it("makes one where none does the same for the same use", () => {
    const made = { ok: true, value: { before: null, after: { id: "new", ...terms } } };
    expect(planBudget([], null, terms, "new")).toEqual(made);
    expect(planBudget([alert], null, terms, "new")).toEqual(made);
    const others = [
      { ...stop, scope: "job" } as const,
      { ...stop, subject: "x" },
      { ...stop, creditType: "automation" },
    ];
    expect(planBudget(others, null, terms, "new")).toEqual(made);
  });

  it("changes the one that does the same for the same use", () => {
    expect(planBudget([alert, stop], null, raised, "new")).toEqual({
      ok: true,
      value: { before: stop, after: { ...raised, id: "stop" } },
    });
  });

  it("changes the one that is named, also from alerting to stopping", () => {
    expect(planBudget([alert], "alert", raised, "new")).toEqual({
      ok: true,
      value: { before: alert, after: { ...raised, id: "alert" } },
    });
  });

  it("that is so already changes nothing", () => {
    const plan = planBudget([stop], null, terms, "new");
    expect(plan.ok && plan.value.after).toBe(plan.ok && plan.value.before);
  });

  it("finds no budget that is not there", () => {
    expect(planBudget([stop], "gone", terms, "new")).toEqual({ ok: false, error: { code: "not_found" } });
  });

  it.each([
    ["scope", { ...terms, scope: "job" } as const],
    ["subject", { ...terms, subject: "other" }],
    ["creditType", { ...terms, creditType: "automation" }],
  ])("does not turn one to another use: %s", (path, other) => {
    expect(planBudget([stop], "stop", other, "new")).toMatchObject({ error: { errors: [{ path }] } });
  });

  it("does not make two that do the same", () => {
    expect(planBudget([alert, stop], "alert", terms, "new")).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ path: "onReach" }] },
    });
  });

  it("does not go on for ever", () => {
    const many = Array.from({ length: MAX_BUDGETS }, (_, index) => ({
      ...stop,
      id: `${index}`,
      subject: `${index}`,
    }));
    expect(planBudget(many, null, terms, "new")).toMatchObject({ error: { errors: [{ path: "id" }] } });
    expect(planBudget(many.slice(1), null, terms, "new").ok).toBe(true);
    expect(planBudget(many, null, { ...terms, subject: "7" }, "new").ok).toBe(true);
  });
});
