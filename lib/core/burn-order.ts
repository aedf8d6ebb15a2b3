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
  const parts: Part[] = [];
  let missing = amount;
  const spendable = lots.filter(
    (lot) => lot.creditType === creditType && lot.remaining > 0n && isEffective(lot, now),
  );
  for (const lot of spendable.sort(compareBurnOrder)) {
    if (missing === 0n) break;
    const take = lot.remaining < missing ? lot.remaining : missing;
    parts.push({ lot, amount: take });
    missing -= take;
  }
  return { parts, shortfall: missing };
}
