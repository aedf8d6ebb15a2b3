// Law: why a line costs what it costs is read off the same prices that made it cost that.

import type { Credits } from "./credits.ts";
import { bookOf, formulaFor, pricesFor, specialOf } from "./price-book.ts";
import { creditsOf, type ShownPrice, shownPrices } from "./pricing.ts";
import type { PricedLine } from "./rates.ts";

/** `prices` is empty where the line is free. `minimum` is null unless it, and not the prices, is what the line costs. */
export type Explanation = {
  special: "manual" | "ownKey" | null;
  isFree: boolean;
  prices: ShownPrice[];
  minimum: Credits | null;
};

/** What the credits of a priced line follow from. */
export function explainPrice({ rate, line, source, credits }: PricedLine): Explanation {
  const book = bookOf(rate);
  const special = specialOf(rate, line.ownKey, source);
  const prices = pricesFor(book, line.model);
  const formula = prices && formulaFor(prices, line.ownKey, source);
  if (!formula) return { special, isFree: true, prices: [], minimum: null };
  const isLifted = creditsOf({ ...book, minimum: 0n }, formula, line) < credits;
  return {
    special,
    isFree: false,
    prices: shownPrices(rate, formula),
    minimum: isLifted ? book.minimum : null,
  };
}
