// Law: the pack we suggest is the smallest that covers what is missing; when none does, the largest.

import type { Credits } from "./credits.ts";

export type Pack = {
  id: string;
  name: string;
  creditType: string;
  credits: Credits;
  priceMinor: bigint;
  currency: string;
  validityMonths: number;
};

/**
 * The pack for a shortfall of micro-credits of one type, among packs of one currency; null when the type has none.
 * Of packs of one size, the cheaper one.
 */
export function suggestPack(packs: readonly Pack[], creditType: string, shortfall: Credits): Pack | null {
  const candidates = packs.filter((pack) => pack.creditType === creditType).sort(compareSize);
  const largest = candidates.at(-1);
  const covering = candidates.find((pack) => pack.credits >= shortfall);
  return covering ?? candidates.find((pack) => pack.credits === largest?.credits) ?? null;
}

function compareSize(a: Pack, b: Pack): number {
  if (a.credits !== b.credits) return a.credits < b.credits ? -1 : 1;
  return Number(a.priceMinor > b.priceMinor) - Number(a.priceMinor < b.priceMinor);
}
