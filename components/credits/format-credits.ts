// Credits arrive as decimal strings ("1234.5") and are shown digit for digit: no step turns them into a float.

const decimal = /^-?\d+(\.\d+)?$/;

/** A plain decimal, so that Intl takes the text itself and no float comes between. */
export function isDecimal(value: string): value is `${number}` {
  return decimal.test(value);
}

const formatters = new Map<string, Intl.NumberFormat>();

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formatters.set(key, made);
  return made;
}

export const withTrueMinus = (text: string) => text.replace("-", "\u2212");

/**
 * Every digit of an amount, grouped as the locale does: "1,234.5".
 * `signed` puts a plus before what came in; what went out always has a true minus.
 */
export function formatCredits(value: string, locale: string, signed = false): string {
  if (!isDecimal(value)) throw new RangeError(`not a credit amount: ${value}`);
  const options: Intl.NumberFormatOptions = {
    maximumFractionDigits: 6,
    signDisplay: signed ? "exceptZero" : "negative",
  };
  return withTrueMinus(numberFormat(locale, options).format(value));
}

/** Short form for axes only ("12.5K"): it rounds, so it never stands where somebody reads a balance. */
export function formatCreditsCompact(value: string | number, locale: string): string {
  if (typeof value === "string" && !isDecimal(value)) throw new RangeError(`not a credit amount: ${value}`);
  const options: Intl.NumberFormatOptions = { notation: "compact", maximumFractionDigits: 1 };
  return withTrueMinus(numberFormat(locale, options).format(value));
}

/** A whole number or a share that is no credit amount: days, runs, per cent. */
export function formatCount(value: number | bigint, locale: string): string {
  return withTrueMinus(numberFormat(locale, { maximumFractionDigits: 0 }).format(value));
}
