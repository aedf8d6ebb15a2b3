// Law: which price a line has follows from its feature, its model and who did it with whose key, never from its quantities.
// So it is worked out once a rate, as exact fractions, and a line only looks it up.

import { type Credits, divideUp, MICRO } from "./credits.ts";
import { invariant } from "./invariant.ts";
import { type Price, type PriceKind, type SpecialPrices, TOKEN_KINDS } from "./prices.ts";
import type { Rate, RateCard, UsageSource } from "./rates.ts";

/**
 * (quantity x price + ...) / denominator: micro-credits, or millionths of money, of quantities in millionths. Units have the
 * first price alone, tokens one a kind.
 */
export type Formula = { prices: readonly [bigint, bigint, bigint]; denominator: bigint };

/** What a model costs, in each case; null: nothing. `vendor` is null where the vendor's price is not known. */
export type BookPrices = {
  plain: Formula;
  ownKey: Formula | null;
  manual: Formula | null;
  manualOwnKey: Formula | null;
  vendor: (Formula & { currency: string }) | null;
};

/** All prices of one rate. `base` is for a line that names no model, or any where models have no prices of their own. */
export type RateBook = {
  rate: Rate;
  /** Rounded as the rate rounds. */
  minimum: Credits;
  base: BookPrices | null;
  models: ReadonlyMap<string, BookPrices>;
};

const books = new WeakMap<Rate, RateBook>();
const cardBooks = new WeakMap<RateCard, ReadonlyMap<string, RateBook>>();

/** The prices of every rate of a card, by feature. */
export function booksOf(card: RateCard): ReadonlyMap<string, RateBook> {
  let found = cardBooks.get(card);
  if (!found) {
    found = new Map(card.rates.map((rate) => [rate.feature, bookOf(rate)]));
    cardBooks.set(card, found);
  }
  return found;
}

/** The prices of one rate. Throws for a rate that leaves something without a price (see rateCardProblems). */
export function bookOf(rate: Rate): RateBook {
  let book = books.get(rate);
  if (!book) {
    book = toBook(rate);
    books.set(rate, book);
  }
  return book;
}

/** The prices for a line that names `model` (null: none); null where there are none for it. */
export function pricesFor({ base, models }: RateBook, model: string | null): BookPrices | null {
  // A unit rate without model prices takes any model, as information; one with them also has a price for no model.
  if (model === null || models.size === 0) return base;
  return models.get(model) ?? null;
}

/** The one formula for the case at hand; null when it is free. */
export function formulaFor(prices: BookPrices, ownKey: boolean, source: UsageSource): Formula | null {
  if (source === "manual") return ownKey ? prices.manualOwnKey : prices.manual;
  return ownKey ? prices.ownKey : prices.plain;
}

function toBook(rate: Rate): RateBook {
  const minimum = rate.minimum ?? 0n;
  return {
    rate,
    minimum: rate.rounding === "exact" ? minimum : divideUp(minimum, MICRO) * MICRO,
    base: rate.kind === "unit" ? toBookPrices(rate, null) : null,
    models: new Map(rate.models.map(({ model }) => [model, toBookPrices(rate, model)])),
  };
}

function toBookPrices(rate: Rate, model: string | null): BookPrices {
  const formulaOf = (ownKey: boolean, source: UsageSource) => {
    const special = specialOf(rate, ownKey, source);
    const prices = special && rate[special];
    return prices === "free" ? null : toFormula(rate, model, typeof prices === "object" ? prices : null);
  };
  return {
    plain: toFormula(rate, model, null),
    ownKey: formulaOf(true, "api"),
    manual: formulaOf(false, "manual"),
    manualOwnKey: formulaOf(true, "manual"),
    vendor: toVendorFormula(rate, model),
  };
}

/** Which special price a line has, null for the rate's own: what is free goes first, then what was done by hand. */
export function specialOf(rate: Rate, ownKey: boolean, source: UsageSource): "manual" | "ownKey" | null {
  const isManual = source === "manual";
  if (isManual && rate.manual === "free") return "manual";
  if (ownKey && rate.ownKey === "free") return "ownKey";
  if (isManual && rate.manual !== "same") return "manual";
  return ownKey && rate.ownKey !== "same" ? "ownKey" : null;
}

/** The kinds of prices that a rate has. */
export function kindsOf(rate: Rate): readonly PriceKind[] {
  return rate.kind === "unit" ? UNIT_KINDS : TOKEN_KINDS;
}

const UNIT_KINDS = ["credits"] as const;

type SomePrices = Partial<Record<PriceKind, Price>>;
export type Special = Exclude<Rate["ownKey"], string>;

/** The price of one kind for `model`; undefined where none is given. `special`: instead of the rate's own prices. */
export function priceOf(
  rate: Rate,
  model: string | null,
  special: Special | null,
  kind: PriceKind,
): Price | undefined {
  const models: readonly ({ model: string; tier: string } & SomePrices)[] = rate.models;
  const own = models.find((entry) => entry.model === model);
  const given: SpecialPrices<SomePrices> = special ?? rate;
  const byModel = given.models?.find((entry) => entry.model === model)?.[kind];
  const byTier = own && given.tiers?.find(({ tier }) => tier === own.tier)?.[kind];
  // The rate's own price for all is that of a line without a model; a model that is named has a price or is an error.
  const forAll = special || model === null ? given[kind] : undefined;
  return byModel ?? byTier ?? forAll;
}

type SomeVendorPrice = { currency: string } & Partial<Record<"amount" | PriceKind, bigint>>;

/** What the vendor takes for `model`, by kind; null where that is not known. */
export function vendorPriceOf(
  rate: Rate,
  model: string | null,
): { currency: string; of: (kind: PriceKind) => bigint } | null {
  const own = rate.models.find((entry) => entry.model === model);
  const tier = own && rate.tiers?.find((entry) => entry.tier === own.tier);
  const forAll = rate.kind === "unit" && !own ? rate.vendorPrice : undefined;
  const found: SomeVendorPrice | undefined = own?.vendorPrice ?? tier?.vendorPrice ?? forAll;
  if (!found) return null;
  return { currency: found.currency, of: (kind) => found[kind === "credits" ? "amount" : kind] ?? 0n };
}

/** 100 % in millionths of a percent. */
const WHOLE = 100n * MICRO;

/** A price in credits is itself. A markup is money of the vendor's price, worth 1,000 credits a face value. */
function toFormula(rate: Rate, model: string | null, special: Special | null): Formula {
  const prices = kindsOf(rate).map((kind) => ({ kind, price: priceOf(rate, model, special, kind) }));
  const isMarkedUp = prices.some(({ price }) => typeof price === "object");
  const scale = isMarkedUp ? (rate.faceValue?.minorPerThousand ?? 0n) * WHOLE : 1n;
  invariant(scale > 0n, `a markup of ${rate.feature} has a face value to turn money into credits`);
  const vendor = isMarkedUp ? vendorPriceOf(rate, model) : null;
  const scaled = prices.map(({ kind, price }) => {
    invariant(price !== undefined, `${rate.feature} has a price for ${model ?? "no model"}`);
    if (typeof price === "bigint") return price * scale;
    invariant(vendor, `a markup of ${rate.feature} has a vendor's price for ${model ?? "no model"}`);
    return vendor.of(kind) * (WHOLE + price.markupPercent) * 1_000n;
  });
  return reduced(scaled, unitsOf(rate) * scale);
}

function toVendorFormula(rate: Rate, model: string | null): BookPrices["vendor"] {
  const vendor = vendorPriceOf(rate, model);
  if (!vendor) return null;
  return { ...reduced(kindsOf(rate).map(vendor.of), unitsOf(rate)), currency: vendor.currency };
}

/** How many units a price is for, in the millionths that quantities are counted in. */
export function unitsOf(rate: Rate): bigint {
  return MICRO * (rate.kind === "unit" ? rate.per : MICRO);
}

/** In lowest terms: small numbers are quick to reckon with. */
function reduced([first = 0n, second = 0n, third = 0n]: readonly bigint[], denominator: bigint): Formula {
  const divisor = [first, second, third].reduce(greatestDivisor, denominator);
  return {
    prices: [first / divisor, second / divisor, third / divisor],
    denominator: denominator / divisor,
  };
}

function greatestDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other];
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
