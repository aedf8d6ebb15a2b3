// Law: what a line cost is shown as the rate's own price times the quantity, and the two are never at odds: the price is
// asked of the rate card again, and where its answer is not what was charged nothing is explained.
import { formatMicro, MICRO } from "#lib/core/credits.ts";
import { type Line, priceLine, type Rate, type RateCard } from "#lib/core/rates.ts";
import type { EventRow } from "#lib/db/usage-events.ts";

/** `quantity` units at `credits` per `per` units. */
export type PriceTerm = {
  unit: "unit" | "inputTokens" | "cachedInputTokens" | "outputTokens";
  quantity: string;
  credits: string;
  per: string;
};

/** Why a line cost nothing though it processed something. */
type FreeReason = "manual" | "ownKey";

/** The credits of a line are the sum of its terms, rounded once. `unit` is the rate's own word: record, attribute, ... */
export type PriceDto = {
  unit: string;
  terms: PriceTerm[];
  free: FreeReason | null;
  rounding: "exact" | "whole_per_execution";
};

const TOKENS_PER_PRICE = "1000000";

/** How the event's credits follow from the rate card version it was priced by; null when that card cannot say. */
export function toPrice(cards: readonly RateCard[], event: EventRow): PriceDto | null {
  const card = cards.find(({ version }) => version === event.rateVersion);
  const priced = card && priceLine(card, toLine(event), event.source);
  if (!priced?.ok || priced.value.credits !== event.credits) return null;
  const { rate } = priced.value;
  const free = freeReason(rate, event);
  return { unit: rate.unit, terms: free ? [] : toTerms(rate, event), free, rounding: rate.rounding };
}

function toLine(event: EventRow): Line {
  const { feature, unchanged, model, ownKey, inputTokens, cachedInputTokens, outputTokens } = event;
  if (inputTokens === null || cachedInputTokens === null || outputTokens === null) {
    return { feature, quantity: event.quantity, unchanged, tokens: null, model, ownKey };
  }
  const tokens = { input: inputTokens, cachedInput: cachedInputTokens, output: outputTokens };
  return { feature, quantity: null, unchanged, tokens, model, ownKey };
}

function freeReason(rate: Rate, { source, ownKey }: EventRow): FreeReason | null {
  if (source === "manual" && rate.manual === "free") return "manual";
  return ownKey && rate.ownKey === "free" ? "ownKey" : null;
}

function toTerms(rate: Rate, event: EventRow): PriceTerm[] {
  if (rate.kind === "unit") {
    const price = rate.models.find(({ model }) => model === event.model)?.credits ?? rate.credits;
    const quantity = formatMicro(event.quantity - event.unchanged);
    return [{ unit: "unit", quantity, credits: formatMicro(price), per: formatMicro(rate.per * MICRO) }];
  }
  const price = rate.models.find(({ model }) => model === event.model);
  if (!price) return [];
  return (["inputTokens", "cachedInputTokens", "outputTokens"] as const).flatMap((unit) => {
    const quantity = event[unit] ?? 0n;
    return quantity > 0n
      ? [{ unit, quantity: formatMicro(quantity), credits: formatMicro(price[unit]), per: TOKENS_PER_PRICE }]
      : [];
  });
}
