import { isDecimal, numberFormat, withTrueMinus } from "./format-credits.ts";

/**
 * Three figures that count, for what is only an estimate: "596" of 595.6469, "3,070" of 3071.565. More would claim to know
 * the future to the micro-credit. Never for a balance.
 */
export function formatCreditsAbout(value: string, locale: string): string {
  if (!isDecimal(value)) throw new RangeError(`not a credit amount: ${value}`);
  return withTrueMinus(numberFormat(locale, { maximumSignificantDigits: 3 }).format(value));
}
