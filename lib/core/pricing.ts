// Law: quantities times exact prices, added up, then rounded once. The least a line may cost comes before rounding up to a
// whole credit, and never makes a free line cost something.

import { type Credits, divideHalfUp, divideUp, MICRO } from "./credits.ts";
import { type BookPrices, type Formula, kindsOf, type RateBook, unitsOf } from "./price-book.ts";
import type { PriceKind } from "./prices.ts";
import type { Line, Rate, VendorCost } from "./rates.ts";

/** Micro-credits of a line by `formula`; null is free. */
export function creditsOf({ rate, minimum }: RateBook, formula: Formula | null, line: Line): Credits {
  if (!formula) return 0n;
  const exact = numeratorOf(formula, line);
  if (exact === 0n) return 0n;
  const { denominator } = formula;
  const credits =
    rate.rounding === "exact" ? rounded(exact, denominator) : divideUp(exact, denominator * MICRO) * MICRO;
  return credits < minimum ? minimum : credits;
}

/**
 * What the vendor takes for a line, half up to the millionth; null where that is not known. What was unchanged never reached
 * the vendor, and with the workspace's own key the vendor is paid, but not by us: 0.
 */
export function vendorCostOf(vendor: BookPrices["vendor"], line: Line): VendorCost | null {
  if (!vendor) return null;
  const { denominator, currency } = vendor;
  return { micro: line.ownKey ? 0n : rounded(numeratorOf(vendor, line), denominator), currency };
}

/** One of a rate's prices as it is shown: micro-credits for `per` units or 1,000,000 tokens; a markup may need rounding for it. */
export type ShownPrice = { kind: PriceKind; credits: Credits; isRounded: boolean };

/** The prices that `formula` has, in the order of the rate's kinds. */
export function shownPrices(rate: Rate, { prices, denominator }: Formula): ShownPrice[] {
  return kindsOf(rate).map((kind, index) => {
    const exact = (prices[index] ?? 0n) * unitsOf(rate);
    return { kind, credits: rounded(exact, denominator), isRounded: exact % denominator > 0n };
  });
}

function rounded(numerator: bigint, denominator: bigint): bigint {
  return denominator === 1n ? numerator : divideHalfUp(numerator, denominator);
}

function numeratorOf({ prices }: Formula, { tokens, quantity, unchanged }: Line): bigint {
  if (tokens) return tokens.input * prices[0] + tokens.cachedInput * prices[1] + tokens.output * prices[2];
  return ((quantity ?? 0n) - unchanged) * prices[0];
}
