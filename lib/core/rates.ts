// Law: the price of a line is decided here and rounded here, once, half up to the micro-credit, unless the rate says
// "round up to a whole credit per execution". A rate card version never changes, so neither does history.

import type { Credits, MicroQuantity } from "./credits.ts";
import { lineProblem } from "./line-rules.ts";
import { bookOf, booksOf, formulaFor, pricesFor, type RateBook } from "./price-book.ts";
import type {
  FaceValue,
  ModelPrices,
  Price,
  SpecialPrices,
  TierPrices,
  TokenPrices,
  TokenVendorPrice,
  UnitPrices,
  UnitVendorPrice,
} from "./prices.ts";
import { creditsOf, vendorCostOf } from "./pricing.ts";
import { err, ok, type Result } from "./result.ts";

export const USAGE_SOURCES = ["api", "schedule", "rule", "retry", "manual"] as const;
/** What set a usage event off. */
export type UsageSource = (typeof USAGE_SOURCES)[number];

export type Rounding = "exact" | "whole_per_execution";

type RateBase<Prices, VendorPrice> = {
  feature: string;
  creditType: string;
  unit: string;
  rounding: Rounding;
  /** Price when the workspace's own provider key paid the vendor. */
  ownKey: "free" | "same" | SpecialPrices<Prices>;
  /** Price when a person did it by hand. A line that is both has this one, unless either is free. */
  manual: "free" | "same" | SpecialPrices<Prices>;
  /** Micro-credits: the least that a line costs that costs anything. */
  minimum?: Credits | undefined;
  /** As it was when the card was published: by it a markup turns money into credits. */
  faceValue?: FaceValue | undefined;
  models: ModelPrices<Prices, VendorPrice>[];
  tiers?: TierPrices<Prices, VendorPrice>[] | undefined;
};

/** A price for every `per` units, or another price for a named model. */
export type UnitRate = RateBase<UnitPrices, UnitVendorPrice> & {
  kind: "unit";
  per: bigint;
  credits: Price;
  vendorPrice?: UnitVendorPrice | undefined;
};

/** Prices of tokens by kind, for every model apart. */
export type TokenRate = RateBase<TokenPrices, TokenVendorPrice> & { kind: "tokens" };
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

/** What the vendor takes for a line, in millionths of the currency's smallest unit. */
export type VendorCost = { micro: bigint; currency: string };

/** `vendorCost` is null where the rate does not say what the vendor takes, and 0 where the workspace's own key paid. */
export type PricedLine = {
  line: Line;
  rate: Rate;
  source: UsageSource;
  credits: Credits;
  vendorCost: VendorCost | null;
};

export type PricingError =
  | { code: "unknown_feature"; feature: string }
  | { code: "unknown_model"; feature: string; model: string | null }
  | { code: "invalid_line"; field: string; message: string };

/** The newest version whose time has come at `at`; null before the first. */
export function rateCardAt(cards: readonly RateCard[], at: Date): RateCard | null {
  const instant = at.getTime();
  let found: RateCard | null = null;
  let foundFrom = Number.NEGATIVE_INFINITY;
  for (const card of cards) {
    const from = card.effectiveFrom.getTime();
    if (from > instant || from < foundFrom) continue;
    if (found && from === foundFrom && card.version < found.version) continue;
    found = card;
    foundFrom = from;
  }
  return found;
}

/**
 * Prices one line by `card`.
 * @returns the credits in micro-credits with the rate used and the vendor's cost, or why the line cannot be priced.
 */
export function priceLine(card: RateCard, line: Line, source: UsageSource): Result<PricedLine, PricingError> {
  const book = booksOf(card).get(line.feature);
  if (!book) return err({ code: "unknown_feature", feature: line.feature });
  if (!pricesFor(book, line.model)) {
    return err({ code: "unknown_model", feature: line.feature, model: line.model });
  }
  const problem = lineProblem(book.rate, line);
  if (problem) return err(problem);
  const priced = priceBy(book, line, source);
  return priced.vendorCost && priced.vendorCost.micro > MAX_VENDOR_COST
    ? err({ code: "invalid_line", field: line.tokens ? "quantities" : "quantity", message: TOO_DEAR })
    : ok(priced);
}

/** The largest that the database can keep. */
const MAX_VENDOR_COST = 2n ** 63n - 1n;
const TOO_DEAR = "So much would cost the vendor's price more money than can be counted";

/** The same line at another quantity; used to find how much of it the balance covers. Unit rates only. */
export function repriceLine(priced: PricedLine, quantity: MicroQuantity): PricedLine {
  return priceBy(bookOf(priced.rate), { ...priced.line, quantity }, priced.source);
}

function priceBy(book: RateBook, line: Line, source: UsageSource): PricedLine {
  const prices = pricesFor(book, line.model);
  return {
    line,
    rate: book.rate,
    source,
    credits: creditsOf(book, prices && formulaFor(prices, line.ownKey, source), line),
    vendorCost: vendorCostOf(prices?.vendor ?? null, line),
  };
}

/** How much a line processed, for display and rollups: its quantity, or all of its tokens together. */
export function processedQuantity(line: Line): MicroQuantity {
  if (line.tokens) return line.tokens.input + line.tokens.cachedInput + line.tokens.output;
  return line.quantity ?? 0n;
}
