import { type Credits, formatMicro } from "#lib/core/credits.ts";
import { isEffective } from "#lib/core/grants.ts";
import type { Amounts, Balances } from "./items.ts";
import type { WorkspaceState } from "./state.ts";

/** Answers name credit types in one order, whatever the lines' (decision 0009). */
function inOrder(types: readonly string[]): readonly string[] {
  return types.length < 2 ? types : types.toSorted();
}

export function toAmounts(perType: Readonly<Record<string, Credits>>): Amounts {
  const amounts: Amounts = {};
  for (const type of inOrder(Object.keys(perType))) amounts[type] = formatMicro(perType[type] ?? 0n);
  return amounts;
}

/** What may be spent at `at` and what open holds keep, of these credit types. */
export function balancesOf(state: WorkspaceState, creditTypes: readonly string[], at: Date): Balances {
  const balances: Balances = {};
  for (const type of inOrder(creditTypes)) {
    let available = 0n;
    for (const lot of state.lotsOf([type])) if (isEffective(lot, at)) available += lot.remaining;
    balances[type] = { available: formatMicro(available), held: formatMicro(state.walletOf(type).held) };
  }
  return balances;
}
