// Law: among spendable lots, lower priority first, then earlier expiry (none last), then free before paid,
// then earlier effectiveAt, then id. A total order, stated on screen, and this one function.

import type { Credits } from "./credits.ts";
import { isEffective, type Lot } from "./grants.ts";
import { invariant } from "./invariant.ts";

export function compareBurnOrder(a: Lot, b: Lot): number {
  return (
    a.priority - b.priority ||
    expiryRank(a) - expiryRank(b) ||
    Number(a.paid) - Number(b.paid) ||
    a.effectiveAt.getTime() - b.effectiveAt.getTime() ||
    compareText(a.id, b.id)
  );
}

function expiryRank(lot: Lot): number {
  return lot.expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export type Part = { lot: Lot; amount: Credits };

/**
 * The lots of `creditType` that may be spent at `now`, in burn order. Those who keep their lots in that order spare the
 * sorting: this runs for every debit.
 */
export function spendableLots(lots: readonly Lot[], creditType: string, now: Date): Lot[] {
  const spendable: Lot[] = [];
  let last: Lot | null = null;
  let isInOrder = true;
  for (const lot of lots) {
    if (lot.creditType !== creditType || lot.remaining <= 0n || !isEffective(lot, now)) continue;
    if (last !== null && isInOrder) isInOrder = compareBurnOrder(last, lot) <= 0;
    spendable.push(lot);
    last = lot;
  }
  return isInOrder ? spendable : spendable.sort(compareBurnOrder);
}

/** Takes `amount` from the first lots of a list that is in burn order, as `allocate` does. */
export function takeFirst(spendable: readonly Lot[], amount: Credits): { parts: Part[]; shortfall: Credits } {
  const parts: Part[] = [];
  let missing = amount;
  for (const lot of spendable) {
    if (missing === 0n) break;
    const take = lot.remaining < missing ? lot.remaining : missing;
    parts.push({ lot, amount: take });
    missing -= take;
  }
  return { parts, shortfall: missing };
}

/**
 * Takes `amount` micro-credits of one type from the spendable lots in burn order.
 * @returns the parts in the order they burn, and the shortfall (0n when all of it was covered). Does not change the lots.
 */
export function allocate(
  lots: readonly Lot[],
  creditType: string,
  amount: Credits,
  now: Date,
): { parts: Part[]; shortfall: Credits } {
  invariant(amount >= 0n, "an allocation is not negative");
  return takeFirst(spendableLots(lots, creditType, now), amount);
}
