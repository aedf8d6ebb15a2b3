import { z } from "zod";
import { parseMicro } from "#lib/core/credits.ts";
import type { RateCard } from "#lib/core/rates.ts";
import { prisma } from "./client.ts";
import type { RateCard as RateCardRow } from "./generated/client.ts";

const amount = z.string().transform((text, context) => {
  const value = parseMicro(text);
  if (value === null) context.addIssue(`"${text}" is not a credit amount`);
  return value ?? 0n;
});
const model = { model: z.string(), vendor: z.string(), tier: z.string() };
const base = {
  feature: z.string(),
  creditType: z.string(),
  unit: z.string(),
  rounding: z.enum(["exact", "whole_per_execution"]),
  ownKey: z.enum(["free", "same"]),
  manual: z.enum(["free", "same"]),
};
const unitRate = z.strictObject({
  ...base,
  kind: z.literal("unit"),
  per: z.int().positive().transform(BigInt),
  credits: amount,
  models: z.array(z.strictObject({ ...model, credits: amount })),
});
const tokenRate = z.strictObject({
  ...base,
  kind: z.literal("tokens"),
  models: z.array(
    z.strictObject({ ...model, inputTokens: amount, cachedInputTokens: amount, outputTokens: amount }),
  ),
});
const storedRates = z.array(z.discriminatedUnion("kind", [unitRate, tokenRate]));

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
function forgetRateCards(): void {
  delete holder.headroomRateCards;
}

async function readRateCards(): Promise<RateCard[]> {
  const rows = await prisma().rateCard.findMany({ orderBy: { version: "asc" } });
  return rows.map(toRateCard);
}

/** Reshapes a stored card; throws when its rates are not what `StoredRates` says. */
function toRateCard(row: Pick<RateCardRow, "version" | "effectiveFrom" | "rates">): RateCard {
  return {
    version: row.version,
    effectiveFrom: row.effectiveFrom,
    rates: storedRates.parse(row.rates),
  };
}
