// Law: a grant is spendable when effectiveAt <= now < expiresAt. Nothing waits for a sweep.

import { type Credits, sum } from "./credits.ts";

export const SOURCES = ["starter", "plan", "rollover", "promo", "pack", "top_up", "adjustment"] as const;
export type Source = (typeof SOURCES)[number];

export const DEFAULT_PRIORITY = 50;

/** One lot of credits as the engine and the burn order see it. `remaining` excludes what is `held`. */
export type Lot = {
  id: string;
  creditType: string;
  source: Source;
  remaining: Credits;
  held: Credits;
  priority: number;
  paid: boolean;
  effectiveAt: Date;
  expiresAt: Date | null;
};

/** True from the lot's first instant to the last millisecond before it expires. */
export function isEffective(lot: Pick<Lot, "effectiveAt" | "expiresAt">, now: Date): boolean {
  return lot.effectiveAt <= now && !hasExpired(lot, now);
}

export function hasExpired(lot: Pick<Lot, "expiresAt">, now: Date): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= now;
}

/** Credits of `creditType` that may be spent at `now`. */
export function availableOf(lots: readonly Lot[], creditType: string, now: Date): Credits {
  return sum(
    lots.filter((lot) => lot.creditType === creditType && isEffective(lot, now)).map((lot) => lot.remaining),
  );
}

/** What the ledger must move from each lot to `expired` because its time has passed by `now`. */
export function planExpiry(lots: readonly Lot[], now: Date): { lot: Lot; amount: Credits }[] {
  return lots
    .filter((lot) => lot.remaining > 0n && hasExpired(lot, now))
    .map((lot) => ({ lot, amount: lot.remaining }));
}
