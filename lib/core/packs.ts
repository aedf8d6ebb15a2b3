// Law: the pack we suggest is the cheapest that covers what is missing; when none does, the largest.

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

/** The pack for a shortfall of micro-credits of one type, among packs of one currency; null when the type has none. */
export function suggestPack(packs: readonly Pack[], creditType: string, shortfall: Credits): Pack | null {
  const candidates = packs.filter((pack) => pack.creditType === creditType);
  const covering = candidates.filter((pack) => pack.credits >= shortfall);
  if (covering.length > 0)
    return covering.reduce((best, pack) => (pack.priceMinor < best.priceMinor ? pack : best));
  return candidates.reduce<Pack | null>(
    (best, pack) => (best && best.credits >= pack.credits ? best : pack),
    null,
  );
}
