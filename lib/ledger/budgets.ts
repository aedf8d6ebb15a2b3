import { type BudgetUse, budgetsFor } from "#lib/core/budgets.ts";
import type { Credits } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";
import type { Month } from "#lib/core/months.ts";
import type { Context } from "./moves.ts";
import type { WorkspaceState } from "./state.ts";

type Spender = Parameters<typeof budgetsFor>[1];

/** The budgets that a spender counts in, in `month`. */
export function usesOf(state: WorkspaceState, month: Month, spender: Spender): readonly BudgetUse[] {
  if (state.stored.budgets.length === 0) return NONE;
  const uses = state.budgetUse.get(month);
  invariant(uses, "the budgets of a month are read before they are asked");
  return budgetsFor([...uses.values()], spender);
}

const NONE: readonly BudgetUse[] = [];

type Change = { spent?: Readonly<Record<string, Credits>>; held?: Readonly<Record<string, Credits>> };

/** Counts what was spent or held, or no longer is (negative), in every budget among `uses` of that credit type. */
export function count({ state, writes }: Context, uses: readonly BudgetUse[], change: Change): void {
  for (const use of uses) {
    const spent = change.spent?.[use.creditType] ?? 0n;
    const held = change.held?.[use.creditType] ?? 0n;
    if (spent === 0n && held === 0n) continue;
    const own = state.budgetUse.get(use.month)?.get(use.id);
    invariant(own, "a budget that counts is one of this workspace");
    own.spent += spent;
    own.held += held;
    writes.budgetUse(state, own);
  }
}
