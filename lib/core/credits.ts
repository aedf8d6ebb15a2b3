// Law: a credit amount is an integer count of micro-credits. Text has at most six decimals, in the shortest form.
// Quantities (records, tokens, seconds) use the same fixed point, so one parser serves both.

/** Micro-credits: 1 credit = 1_000_000n. */
export type Credits = bigint;

/** A quantity in millionths of its unit, so that "2.5" seconds is 2_500_000n. */
export type MicroQuantity = bigint;

export const MICRO = 1_000_000n;

/** Largest quantity one line may carry: 10^12 units. */
export const MAX_QUANTITY: MicroQuantity = 10n ** 12n * MICRO;

/** Largest amount one grant may carry: 10^12 credits. */
export const MAX_CREDITS: Credits = 10n ** 12n * MICRO;

/** Most that a workspace may hold of one type: 9 x 10^12 credits, which still fits a BIGINT with room for no more. */
export const MAX_WALLET: Credits = 9n * 10n ** 12n * MICRO;

const DECIMAL = /^(0|[1-9]\d{0,12})(?:\.(\d{1,6}))?$/;

/** "12.5" -> 12_500_000n; null when `text` is not a plain non-negative decimal with at most six decimals. */
export function parseMicro(text: string): bigint | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, whole = "0", fraction = ""] = match;
  return BigInt(whole) * MICRO + BigInt(fraction.padEnd(6, "0"));
}

/** 12_500_000n -> "12.5": the shortest decimal text; a minus sign for negative amounts. */
export function formatMicro(value: bigint): string {
  const sign = value < 0n ? "-" : "";
  const magnitude = value < 0n ? -value : value;
  const rest = magnitude % MICRO;
  // Most amounts are whole, and every debit formats a handful.
  if (rest === 0n) return `${sign}${magnitude / MICRO}`;
  return `${sign}${magnitude / MICRO}.${rest.toString().padStart(6, "0").replace(/0+$/, "")}`;
}

/** Whole credits to micro-credits: credits(50) = 50_000_000n. `whole` must be an integer. */
export function credits(whole: number | bigint): Credits {
  return BigInt(whole) * MICRO;
}

/** numerator / denominator, half up. Both non-negative; the one rounding of the product. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** numerator / denominator, up. Both non-negative; for rates that round up to a whole credit. */
export function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** Sum of bigints. */
export function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}
