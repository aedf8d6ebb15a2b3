import { type Credits, formatMicro } from "#lib/core/credits.ts";
import { type Rate, type RateCard, rateCardAt, type TokenRate, type UnitRate } from "#lib/core/rates.ts";
import { rateCards } from "#lib/db/rate-cards.ts";

/** Credits are decimal strings. A unit rate has `credits` per `per` units; token prices are per 1,000,000 tokens. */
type RateDto = {
  feature: string;
  creditType: string;
  unit: string;
  per: number;
  credits?: string;
  rounding: string;
  models?: ModelPriceDto[];
};

type ModelPriceDto = {
  model: string;
  vendor: string;
  tier: string;
  credits?: string;
  inputTokens?: string;
  cachedInputTokens?: string;
  outputTokens?: string;
};

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
  const { feature, creditType, unit, rounding } = rate;
  const price = rate.kind === "unit" ? unitPrice(rate) : tokenPrice(rate);
  return { feature, creditType, unit, rounding, ...price };
}

type Price = Pick<RateDto, "per" | "credits" | "models">;

function unitPrice({ per, credits, models }: UnitRate): Price {
  const price = { per: Number(per), credits: formatMicro(credits) };
  return models.length === 0 ? price : { ...price, models: models.map(formatted) };
}

function tokenPrice({ models }: TokenRate): Price {
  return { per: TOKENS_PER_PRICE, models: models.map(formatted) };
}

/** A model's names as they are and its prices as decimal strings. */
function formatted(model: UnitRate["models"][number] | TokenRate["models"][number]): ModelPriceDto {
  const { model: name, vendor, tier, ...prices } = model;
  const written = Object.entries(prices).map(([price, credits]: [string, Credits]) => [
    price,
    formatMicro(credits),
  ]);
  return { model: name, vendor, tier, ...Object.fromEntries(written) };
}
