// Law: a grant is spendable when effectiveAt <= now < expiresAt. Nothing waits for a sweep.

import { type Credits, MAX_CREDITS } from "./credits.ts";

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

/** True from the lot's first instant to the last millisecond before it expires. Asked of every lot at every debit, so by number. */
export function isEffective(lot: Pick<Lot, "effectiveAt" | "expiresAt">, now: Date): boolean {
  return lot.effectiveAt.getTime() <= now.getTime() && !hasExpired(lot, now);
}

export function hasExpired(lot: Pick<Lot, "expiresAt">, now: Date): boolean {
  return lot.expiresAt !== null && lot.expiresAt.getTime() <= now.getTime();
}

/** Credits of `creditType` that may be spent at `now`. */
export function availableOf(lots: readonly Lot[], creditType: string, now: Date): Credits {
  let available = 0n;
  for (const lot of lots) {
    if (lot.creditType === creditType && isEffective(lot, now)) available += lot.remaining;
  }
  return available;
}

/** What the ledger must move from each lot to `expired` because its time has passed by `now`. */
export function planExpiry(lots: readonly Lot[], now: Date): { lot: Lot; amount: Credits }[] {
  return lots
    .filter((lot) => lot.remaining > 0n && hasExpired(lot, now))
    .map((lot) => ({ lot, amount: lot.remaining }));
}

export type GrantTerms = {
  amount: Credits;
  /** Null: now. */
  effectiveAt: Date | null;
  /** Null: never. */
  expiresAt: Date | null;
  /** 0 to 100; null: the default. */
  priority: number | null;
};

/** What is wrong with the terms of a new grant, field by field; empty when it may be posted. */
export function grantProblems(terms: GrantTerms, now: Date): { path: string; message: string }[] {
  const { amount, effectiveAt, expiresAt, priority } = terms;
  const problems: { path: string; message: string }[] = [];
  if (amount <= 0n) problems.push({ path: "amount", message: "Must be more than 0" });
  if (amount > MAX_CREDITS)
    problems.push({ path: "amount", message: "Must be at most 1,000,000,000,000 credits" });
  if (expiresAt && expiresAt <= now) problems.push({ path: "expiresAt", message: "Must be in the future" });
  if (expiresAt && effectiveAt && expiresAt <= effectiveAt) {
    problems.push({ path: "expiresAt", message: "Must be later than effectiveAt" });
  }
  if (priority !== null && (!Number.isInteger(priority) || priority < 0 || priority > 100)) {
    problems.push({ path: "priority", message: "Must be a whole number from 0 to 100" });
  }
  return problems;
}
