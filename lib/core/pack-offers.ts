// Law: an offer promises what buying it now would do, by the functions that will do it: expiry, burn order, pace.

import { compareBurnOrder } from "./burn-order.ts";
import { type Credits, divideHalfUp, MICRO } from "./credits.ts";
import { atRisk } from "./forecast.ts";
import { DEFAULT_PRIORITY, type Lot } from "./grants.ts";
import { addDays, type LocalDay, localDay, packExpiry } from "./months.ts";
import type { Pace } from "./pace.ts";
import { type Pack, suggestPack } from "./packs.ts";

const MONTH_DAYS = 30n;

export type PackOffer = {
  pack: Pack;
  /** Minor units of the pack's currency for 1,000 credits, half up. */
  perThousandMinor: bigint;
  expiresAt: Date;
  /** The last whole day on which the credits can be used. */
  validThrough: LocalDay;
  /** What can be spent at once after buying. */
  balanceAfter: Credits;
  /** Whole days that the pack alone lasts at the mean pace; null when there is no pace. */
  lastsDays: number | null;
  /** What would expire unused at the mean pace, the credits already there included in the burning; null without a pace. */
  atRisk: Credits | null;
};

/** Which pack is marked, and why: it covers what is missing or a month, or none does and it is the largest. */
export type Fit = { packId: string; reason: "covers_need" | "covers_month" | "largest" };

export type Buyer = {
  available: Credits;
  /** The workspace's lots of the pack's credit type that have not expired. */
  lots: readonly Lot[];
  pace: Pace;
  timeZone: string;
};

/** What `pack` is worth to `buyer` when bought at `now`. */
export function toPackOffer(pack: Pack, buyer: Buyer, now: Date): PackOffer {
  const expiresAt = packExpiry(now, pack.validityMonths, buyer.timeZone);
  const pace = buyer.pace.state === "pace" ? buyer.pace.mean : null;
  return {
    pack,
    perThousandMinor: divideHalfUp(pack.priceMinor * 1_000n * MICRO, pack.credits),
    expiresAt,
    validThrough: addDays(localDay(expiresAt, buyer.timeZone), -1),
    balanceAfter: buyer.available + pack.credits,
    lastsDays: pace === null ? null : Number(pack.credits / pace),
    atRisk: pace === null ? null : riskOf(pack, expiresAt, buyer, pace, now),
  };
}

function riskOf(pack: Pack, expiresAt: Date, { lots }: Buyer, pace: Credits, now: Date): Credits {
  const bought: Lot = {
    id: pack.id,
    creditType: pack.creditType,
    source: "pack",
    remaining: pack.credits,
    held: 0n,
    priority: DEFAULT_PRIORITY,
    paid: true,
    effectiveAt: now,
    expiresAt,
  };
  const split = atRisk([...lots, bought].sort(compareBurnOrder), pace, now);
  return split.find(({ grant }) => grant === bought)?.atRisk ?? 0n;
}

/**
 * The pack to mark for a credit type: for a known `need` (micro-credits) the one that covers it, otherwise the one that
 * covers 30 days at the mean pace. Null when neither is known, or there is no pack of the type.
 */
export function fitOf(
  packs: readonly Pack[],
  creditType: string,
  need: Credits | null,
  pace: Pace,
): Fit | null {
  const monthly = pace.state === "pace" ? pace.mean * MONTH_DAYS : null;
  const target = need ?? monthly;
  const pack = target === null ? null : suggestPack(packs, creditType, target);
  if (!pack || target === null) return null;
  if (pack.credits < target) return { packId: pack.id, reason: "largest" };
  return { packId: pack.id, reason: need === null ? "covers_month" : "covers_need" };
}
