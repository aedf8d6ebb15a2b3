import { formatMicro } from "#lib/core/credits.ts";
import { type BookPrices, bookOf } from "#lib/core/price-book.ts";
import { shownPrices } from "#lib/core/pricing.ts";
import { type Rate, type RateCard, rateCardAt } from "#lib/core/rates.ts";
import { rateCards } from "#lib/db/rate-cards.ts";

/**
 * Credits are decimal strings. A unit rate has `credits` per `per` units; token prices are per 1,000,000 tokens. What a model
 * has from its tier, or as a markup, is here as the credits that it comes to; what the vendor takes is not for customers.
 */
type RateDto = {
  feature: string;
  creditType: string;
  unit: string;
  per: number;
  credits?: string;
  /** The least that a line costs that is not free. */
  minimum?: string;
  rounding: string;
  models?: ModelPriceDto[];
};

type ShownDto = {
  credits?: string;
  inputTokens?: string;
  cachedInputTokens?: string;
  outputTokens?: string;
};
type ModelPriceDto = { model: string; vendor: string; tier: string } & ShownDto;

export type RateCardDto = { version: number; effectiveFrom: string; features: RateDto[] };

const TOKENS_PER_PRICE = 1_000_000;

/** The rate card in force at `at`, the same for every workspace; null before the first. */
export async function getRateCard(at: Date): Promise<RateCardDto | null> {
  const card = rateCardAt(await rateCards(), at);
  return card && toDto(card);
}

function toDto({ version, effectiveFrom, rates }: RateCard): RateCardDto {
  return { version, effectiveFrom: effectiveFrom.toISOString(), features: rates.map(toRate) };
}

function toRate(rate: Rate): RateDto {
  const { feature, creditType, unit, rounding, minimum } = rate;
  const { base } = bookOf(rate);
  const models = toModels(rate);
  return {
    feature,
    creditType,
    unit,
    rounding,
    per: rate.kind === "unit" ? Number(rate.per) : TOKENS_PER_PRICE,
    ...(base && toShown(rate, base)),
    ...(minimum !== undefined && minimum > 0n && { minimum: formatMicro(minimum) }),
    ...(models.length > 0 && { models }),
  };
}

function toModels(rate: Rate): ModelPriceDto[] {
  const prices = bookOf(rate).models;
  return rate.models.map(({ model, vendor, tier }) => {
    const own = prices.get(model);
    return { model, vendor, tier, ...(own && toShown(rate, own)) };
  });
}

function toShown(rate: Rate, { plain }: BookPrices): ShownDto {
  return Object.fromEntries(
    shownPrices(rate, plain).map(({ kind, credits }) => [kind, formatMicro(credits)]),
  );
}
