// Law: what a line cost is shown as the rate's own price times the quantity, and the two are never at odds: the price is
// asked of the rate card again, and where its answer is not what was charged nothing is explained.
import { formatMicro, MICRO } from "#lib/core/credits.ts";
import { explainPrice } from "#lib/core/explain-price.ts";
import type { ShownPrice } from "#lib/core/pricing.ts";
import { type Line, priceLine, type Rate, type RateCard } from "#lib/core/rates.ts";
import type { EventRow } from "#lib/db/usage-events.ts";

/** `quantity` units at `credits` per `per` units; `about` where the price has more than six decimals. */
export type PriceTerm = {
  unit: "unit" | "inputTokens" | "cachedInputTokens" | "outputTokens";
  quantity: string;
  credits: string;
  about: boolean;
  per: string;
};

/** Done by a person, or with the workspace's own provider key: what a rate may have another price for, or none. */
type SpecialCase = "manual" | "ownKey";

/**
 * The credits of a line are the sum of its terms, rounded once, and at least the `minimum` that it was lifted to. `unit` is
 * the rate's own word: record, attribute, ... `free`: why it cost nothing though it processed something. `special`: whose
 * price the terms are, null for everybody's.
 */
export type PriceDto = {
  unit: string;
  terms: PriceTerm[];
  free: SpecialCase | null;
  special: SpecialCase | null;
  minimum: string | null;
  rounding: "exact" | "whole_per_execution";
};

/** How the event's credits follow from the rate card version it was priced by; null when that card cannot say. */
export function toPrice(cards: readonly RateCard[], event: EventRow): PriceDto | null {
  const card = cards.find(({ version }) => version === event.rateVersion);
  const priced = card && priceLine(card, toLine(event), event.source);
  if (!priced?.ok || priced.value.credits !== event.credits) return null;
  const { rate } = priced.value;
  const { special, isFree, prices, minimum } = explainPrice(priced.value);
  return {
    unit: rate.unit,
    terms: prices.flatMap((price) => toTerm(rate, event, price)),
    free: isFree ? special : null,
    special: isFree ? null : special,
    minimum: minimum === null ? null : formatMicro(minimum),
    rounding: rate.rounding,
  };
}

function toLine(event: EventRow): Line {
  const { feature, unchanged, model, ownKey, inputTokens, cachedInputTokens, outputTokens } = event;
  if (inputTokens === null || cachedInputTokens === null || outputTokens === null) {
    return { feature, quantity: event.quantity, unchanged, tokens: null, model, ownKey };
  }
  const tokens = { input: inputTokens, cachedInput: cachedInputTokens, output: outputTokens };
  return { feature, quantity: null, unchanged, tokens, model, ownKey };
}

const TOKENS_PER_PRICE = "1000000";

/** Tokens of a kind that there were none of have no term; units always have theirs. */
function toTerm(rate: Rate, event: EventRow, { kind, credits, isRounded }: ShownPrice): PriceTerm[] {
  const price = { credits: formatMicro(credits), about: isRounded };
  if (rate.kind === "unit" || kind === "credits") {
    const quantity = formatMicro(event.quantity - event.unchanged);
    const per = rate.kind === "unit" ? formatMicro(rate.per * MICRO) : TOKENS_PER_PRICE;
    return [{ unit: "unit", quantity, ...price, per }];
  }
  const quantity = event[kind] ?? 0n;
  return quantity > 0n
    ? [{ unit: kind, quantity: formatMicro(quantity), ...price, per: TOKENS_PER_PRICE }]
    : [];
}
