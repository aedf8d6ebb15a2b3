import type { Rate, RateCard } from "#lib/core/rates.ts";
import { prisma } from "./client.ts";
import type { RateCard as RateCardRow } from "./generated/client.ts";
import type { Sql } from "./sql.ts";
import { storedRates } from "./stored-rates.ts";

const FRESH_MS = 5_000;
const holder = globalThis as typeof globalThis & {
  headroomRateCards?: { readAt: number; cards: Promise<RateCard[]> };
};

/**
 * All versions, oldest first. A version never changes; a new one is seen within five seconds, so cards must take effect
 * later than that. Monotonic time is only the cache's.
 */
export function rateCards(): Promise<RateCard[]> {
  const cached = holder.headroomRateCards;
  if (cached && performance.now() - cached.readAt < FRESH_MS) return cached.cards;
  const cards = readRateCards();
  holder.headroomRateCards = { readAt: performance.now(), cards };
  cards.catch(() => forgetRateCards());
  return cards;
}

/** Drops the cache, so that the next `rateCards()` reads again. */
export function forgetRateCards(): void {
  delete holder.headroomRateCards;
}

async function readRateCards(): Promise<RateCard[]> {
  const rows = await prisma().rateCard.findMany({ orderBy: { version: "asc" } });
  return rows.map(toRateCard);
}

/** Reshapes a stored card; throws when its rates are not what `storedRates` says. */
function toRateCard(row: Pick<RateCardRow, "version" | "effectiveFrom" | "rates">): RateCard {
  return {
    version: row.version,
    effectiveFrom: row.effectiveFrom,
    rates: storedRates.parse(row.rates),
  };
}

/** The highest version, null for none; whoever else asks waits until this transaction ends, so that none is given twice. */
export async function lockLastRateCard(
  sql: Sql,
): Promise<{ version: number; effectiveFrom: Date; features: number } | null> {
  await sql("SELECT pg_advisory_xact_lock(hashtext('headroom:rate_card'))");
  const [last] = await sql<{ version: number; effectiveFrom: Date; features: number }>(
    `SELECT version, effective_from AS "effectiveFrom", jsonb_array_length(rates) AS features
       FROM rate_card ORDER BY version DESC LIMIT 1`,
  );
  return last ?? null;
}

/** A version of the rate card as it is kept for good. */
export type NewRateCard = {
  version: number;
  effectiveFrom: Date;
  createdAt: Date;
  createdBy: string;
  note: string;
  rates: Rate[];
};

/** Writes a version; the caller holds the lock of `lockLastRateCard`. */
export async function insertRateCard(sql: Sql, card: NewRateCard): Promise<void> {
  await sql(
    `INSERT INTO rate_card (version, effective_from, created_at, created_by, note, rates)
     VALUES ($1, $2::timestamptz, $3::timestamptz, $4, $5, $6::jsonb)`,
    [
      card.version,
      card.effectiveFrom,
      card.createdAt,
      card.createdBy,
      card.note,
      JSON.stringify(storedRates.encode(card.rates)),
    ],
  );
}
