// Law: the pace of use is the plain mean of the last complete days, and says how sure it is. No float touches it.

import { type Credits, divideHalfUp, sum } from "./credits.ts";
import type { LocalDay } from "./months.ts";

const WINDOW_DAYS = 14; // two whole weeks, so that weekends weigh the same on every day one asks
const MIN_DAYS = 5;

/** Micro-credits spent on one complete local day; 0n when none were. */
export type DailySpend = { day: LocalDay; credits: Credits };

/** Micro-credits a day. `fast` and `slow` are one standard error above and below the `mean`. */
export type Pace =
  | { state: "pace"; fast: Credits; mean: Credits; slow: Credits }
  | { state: "not_enough_history" }
  | { state: "no_use" };

/**
 * The pace at which credits are used, over the last 14 of `dailySpend`; under 5 days there is none.
 *
 * The mean is use divided by days, which a reader can check. It is as uncertain as any mean of n days: spread / sqrt(n),
 * with a robust spread, so that one odd day does not blur the forecast: 1.4826 x the median absolute deviation, or, where
 * that is zero because most days are alike, 1.2533 x the mean absolute deviation (both estimate the standard deviation of
 * a normal sample; Iglewicz and Hoaglin, "How to Detect and Handle Outliers", ASQC 1993). At most half the mean, so that
 * `slow` stays above zero.
 * @param dailySpend complete local days, oldest first, days without use included as 0n
 */
export function paceOf(dailySpend: readonly DailySpend[]): Pace {
  const days = dailySpend.slice(-WINDOW_DAYS).map(({ credits }) => credits);
  if (days.length < MIN_DAYS) return { state: "not_enough_history" };
  const total = sum(days);
  if (total <= 0n) return { state: "no_use" };
  const mean = divideHalfUp(total, BigInt(days.length)) || 1n;
  const error = standardError(days);
  const bounded = error < mean / 2n ? error : mean / 2n;
  return { state: "pace", fast: mean + bounded, mean, slow: mean - bounded };
}

/** Standard error of the mean of `days`: the factors are scaled by 10^4, and the root is taken of the squared ratio. */
function standardError(days: readonly Credits[]): Credits {
  const middle = median(days);
  const deviations = days.map((credits) => (credits < middle ? middle - credits : credits - middle));
  const scaled = median(deviations) * 14_826n || (sum(deviations) * 12_533n) / BigInt(days.length);
  return squareRoot((scaled * scaled) / BigInt(days.length)) / 10_000n;
}

/** The middle value, or halfway between the two middle ones. */
function median(values: readonly bigint[]): bigint {
  const sorted = values.toSorted((a, b) => Number(a > b) - Number(a < b));
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0n;
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0n;
  return (low + high) / 2n;
}

/** The largest integer whose square is not above `value`, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let guess = value + 1n;
  for (let next = (value + 1n) / 2n + 1n; next < guess; next = (guess + value / guess) / 2n) guess = next;
  return guess;
}
