// Law: the price of a line is decided here and rounded here, once, half up to the micro-credit, unless the rate says
// "round up to a whole credit per execution". A rate card version never changes, so neither does history.

import { type Credits, divideHalfUp, divideUp, MAX_QUANTITY, MICRO, type MicroQuantity } from "./credits.ts";
import { invariant } from "./invariant.ts";
import { err, ok, type Result } from "./result.ts";

export const USAGE_SOURCES = ["api", "schedule", "rule", "retry", "manual"] as const;
/** What set a usage event off. */
export type UsageSource = (typeof USAGE_SOURCES)[number];

export type Rounding = "exact" | "whole_per_execution";

/** Price of tokens of one model in micro-credits per 1,000,000 tokens. */
type TokenPrice = {
  model: string;
  vendor: string;
  tier: string;
  inputTokens: Credits;
  cachedInputTokens: Credits;
  outputTokens: Credits;
};

type RateBase = {
  feature: string;
  creditType: string;
  unit: string;
  rounding: Rounding;
  /** Price when the workspace's own provider key paid the vendor. */
  ownKey: "free" | "same";
  /** Price when a person did it by hand. */
  manual: "free" | "same";
};

/** `credits` micro-credits per `per` units, or another price for a named model. */
export type UnitRate = RateBase & {
  kind: "unit";
  per: bigint;
  credits: Credits;
  models: { model: string; vendor: string; tier: string; credits: Credits }[];
};

export type TokenRate = RateBase & { kind: "tokens"; models: TokenPrice[] };
export type Rate = UnitRate | TokenRate;

export type RateCard = { version: number; effectiveFrom: Date; rates: readonly Rate[] };

/** One thing that happened. `quantity` counts all that was processed, `unchanged` of it was skipped and is free. */
export type Line = {
  feature: string;
  quantity: MicroQuantity | null;
  unchanged: MicroQuantity;
  tokens: { input: MicroQuantity; cachedInput: MicroQuantity; output: MicroQuantity } | null;
  model: string | null;
  ownKey: boolean;
};

export type PricedLine = { line: Line; rate: Rate; source: UsageSource; credits: Credits };

export type PricingError =
  | { code: "unknown_feature"; feature: string }
  | { code: "unknown_model"; feature: string; model: string | null }
  | { code: "invalid_line"; field: string; message: string };

/** The newest version whose time has come at `at`; null before the first. */
export function rateCardAt(cards: readonly RateCard[], at: Date): RateCard | null {
  let found: RateCard | null = null;
  for (const card of cards) {
    if (card.effectiveFrom > at) continue;
    if (
      !found ||
      card.effectiveFrom > found.effectiveFrom ||
      (card.effectiveFrom >= found.effectiveFrom && card.version > found.version)
    )
      found = card;
  }
  return found;
}

/**
 * Prices one line by `card`.
 * @returns the credits in micro-credits with the rate used, or why the line cannot be priced.
 */
export function priceLine(card: RateCard, line: Line, source: UsageSource): Result<PricedLine, PricingError> {
  const rate = card.rates.find((candidate) => candidate.feature === line.feature);
  if (!rate) return err({ code: "unknown_feature", feature: line.feature });
  const problem = lineProblem(rate, line);
  if (problem) return err(problem);
  return ok({ line, rate, source, credits: priceOf(rate, line, source) });
}

/** The same line at another quantity; used to find how much of it the balance covers. Unit rates only. */
export function repriceLine(priced: PricedLine, quantity: MicroQuantity): PricedLine {
  const line = { ...priced.line, quantity };
  return { ...priced, line, credits: priceOf(priced.rate, line, priced.source) };
}

function lineProblem(rate: Rate, line: Line): PricingError | null {
  const known = rate.models.some((entry) => entry.model === line.model);
  // A unit rate without model prices takes any model, as information; one with them also has a price for no model.
  const needed = rate.kind === "tokens" || (rate.models.length > 0 && line.model !== null);
  if (needed && !known) return { code: "unknown_model", feature: line.feature, model: line.model };
  const rules = rate.kind === "tokens" ? tokenRules(rate, line) : unitRules(rate, line);
  const broken = [...rules, ...rangeRules(line)].find(([isBroken]) => isBroken);
  return broken ? { code: "invalid_line", field: broken[1], message: broken[2] } : null;
}

type Rule = [isBroken: boolean, field: string, message: string];

function tokenRules({ feature }: TokenRate, line: Line): Rule[] {
  const message = `${feature} is priced by tokens: send quantities`;
  return [
    [line.tokens === null, "quantities", message],
    [line.quantity !== null, "quantity", `${message}, not quantity`],
    [line.unchanged > 0n, "unchanged", "Tokens that were used cannot be unchanged"],
  ];
}

function unitRules({ feature, unit }: UnitRate, line: Line): Rule[] {
  const message = `${feature} is priced per ${unit}: send quantity`;
  return [
    [line.tokens !== null, "quantities", message],
    [line.quantity === null, "quantity", message],
    [line.unchanged > (line.quantity ?? 0n), "unchanged", "unchanged cannot be more than quantity"],
  ];
}

function rangeRules({ quantity, unchanged, tokens }: Line): Rule[] {
  const message = "Must be from 0 to 1,000,000,000,000";
  return [
    [isOutOfRange(quantity ?? 0n), "quantity", message],
    [isOutOfRange(unchanged), "unchanged", message],
    [tokens !== null && Object.values(tokens).some(isOutOfRange), "quantities", message],
  ];
}

function isOutOfRange(quantity: MicroQuantity): boolean {
  return quantity < 0n || quantity > MAX_QUANTITY;
}

function priceOf(rate: Rate, line: Line, source: UsageSource): Credits {
  if (source === "manual" && rate.manual === "free") return 0n;
  if (line.ownKey && rate.ownKey === "free") return 0n;
  const { numerator, denominator } =
    rate.kind === "tokens" ? tokenCredits(rate, line) : unitCredits(rate, line);
  if (rate.rounding === "exact") return divideHalfUp(numerator, denominator);
  return divideUp(numerator, denominator * MICRO) * MICRO;
}

/** Micro-credits as a fraction: nothing is rounded before the whole price is known. */
type Exact = { numerator: bigint; denominator: bigint };

function unitCredits(rate: UnitRate, line: Line): Exact {
  const chargeable = (line.quantity ?? 0n) - line.unchanged;
  const price = rate.models.find((entry) => entry.model === line.model)?.credits ?? rate.credits;
  return { numerator: chargeable * price, denominator: rate.per * MICRO };
}

function tokenCredits(rate: TokenRate, line: Line): Exact {
  const price = rate.models.find((entry) => entry.model === line.model);
  invariant(price && line.tokens, "a line priced by tokens has tokens and a known model");
  const { input, cachedInput, output } = line.tokens;
  const numerator =
    input * price.inputTokens + cachedInput * price.cachedInputTokens + output * price.outputTokens;
  return { numerator, denominator: MICRO * MICRO };
}

/** How much a line processed, for display and rollups: its quantity, or all of its tokens together. */
export function processedQuantity(line: Line): MicroQuantity {
  if (line.tokens) return line.tokens.input + line.tokens.cachedInput + line.tokens.output;
  return line.quantity ?? 0n;
}
