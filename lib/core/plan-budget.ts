// Law: for one use (scope, subject, credit type) there is at most one budget that alerts and one that stops.

import type { BudgetTerms } from "./budget-problems.ts";
import type { Budget } from "./budgets.ts";
import { type InvalidRequest, invalidField } from "./invalid-request.ts";
import { err, ok, type Result } from "./result.ts";

/** Budgets of one workspace that have not ended: as many as every debit can look at. */
export const MAX_BUDGETS = 200;

/** `before` null: it is new. Both the same: there is nothing to do. */
export type BudgetChange = { before: Budget | null; after: Budget };

/**
 * What setting a budget does to those that a workspace has.
 * @param id the one to change; null for the one that does the same for the same use, or else a new one
 * @param newId of a new one
 */
export function planBudget(
  budgets: readonly Budget[],
  id: string | null,
  terms: BudgetTerms,
  newId: string,
): Result<BudgetChange, InvalidRequest | { code: "not_found" }> {
  const same = budgets.find((budget) => isSameUse(budget, terms) && budget.onReach === terms.onReach);
  const before = id === null ? same : budgets.find((budget) => budget.id === id);
  if (before) return planChange(before, same, terms);
  if (id !== null) return err({ code: "not_found" });
  if (budgets.length >= MAX_BUDGETS) {
    return invalidField("id", `A workspace has at most ${MAX_BUDGETS} budgets. End one that is not needed`);
  }
  return ok({ before: null, after: { id: newId, ...terms } });
}

function planChange(
  before: Budget,
  same: Budget | undefined,
  terms: BudgetTerms,
): Result<BudgetChange, InvalidRequest> {
  if (!isSameUse(before, terms)) {
    const path = USE.find((field) => before[field] !== terms[field]) ?? "subject";
    return invalidField(path, "A budget keeps whom and what it limits. End it and make another");
  }
  if (same && same.id !== before.id) {
    return invalidField(
      "onReach",
      "Another budget for the same use does that already. Change or end that one",
    );
  }
  const { name, limit, onReach } = terms;
  const isSame = before.name === name && before.limit === limit && before.onReach === onReach;
  return ok({ before, after: isSame ? before : { ...before, name, limit, onReach } });
}

const USE = ["scope", "subject", "creditType"] as const;

function isSameUse(budget: Budget, terms: BudgetTerms): boolean {
  return USE.every((field) => budget[field] === terms[field]);
}
