// What the sentence beside a month's bars says. Decided here, so that it can be tested without a page.
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";
import type { MonthOfType } from "#lib/queries/usage-days.ts";

export interface MonthFacts {
  /** The largest named series and its share of the total in whole per cent, half up; null when only "other" or none is left. */
  top: { key: string; percent: number } | null;
  /** The day with the most use, the earlier of two alike. */
  busiest: { day: string; total: string };
  /** Set when the busiest day is more than three times the median of the days with use: by how much, and what used most of it. */
  peak: { times: string; key: string; credits: string } | null;
}

const PEAK_TIMES = 3n;
/** A median of fewer days says nothing about a usual day. */
const MIN_DAYS = 5;

/** Null for a month without use. */
export function toMonthFacts({ total, series, days }: MonthOfType): MonthFacts | null {
  const all = toMicro(total);
  const used = days.flatMap(({ day, parts }) => {
    const sum = Object.values(parts ?? {}).reduce((so, part) => so + toMicro(part), 0n);
    return sum > 0n ? [{ day, sum, parts: parts ?? {} }] : [];
  });
  const [first] = used;
  if (!first || all === 0n) return null;
  const busiest = used.reduce((most, day) => (day.sum > most.sum ? day : most), first);
  const [top] = series;
  return {
    top: top && isNamed(top.key) ? { key: top.key, percent: percentOf(toMicro(top.credits), all) } : null,
    busiest: { day: busiest.day, total: formatMicro(busiest.sum) },
    peak: toPeak(
      busiest,
      used.map(({ sum }) => sum),
    ),
  };
}

function toPeak(
  { sum, parts }: { sum: bigint; parts: Readonly<Record<string, string>> },
  sums: readonly bigint[],
): MonthFacts["peak"] {
  const usual =
    sums.toSorted((a, b) => Number(a > b) - Number(a < b))[Math.floor((sums.length - 1) / 2)] ?? 0n;
  if (sums.length < MIN_DAYS || sum <= usual * PEAK_TIMES) return null;
  const [largest] = Object.entries(parts).toSorted(([, a], [, b]) => Number(toMicro(b) - toMicro(a)));
  if (!largest || !isNamed(largest[0])) return null;
  // One decimal, cut off: "3.4 times" is then never more than it was.
  return { times: formatMicro(((sum * 10n) / usual) * 100_000n), key: largest[0], credits: largest[1] };
}

function isNamed(key: string): boolean {
  return key !== "other" && key !== "none";
}

function percentOf(part: bigint, whole: bigint): number {
  return Number((part * 200n + whole) / (whole * 2n));
}

function toMicro(credits: string): bigint {
  const micro = parseMicro(credits);
  invariant(micro !== null, "chart values are plain credit amounts");
  return micro;
}
