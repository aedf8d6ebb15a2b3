// Law: a schedule costs what its runs cost, and runs as often as the workspace's clock says, through every clock change.

import type { PerType } from "./gate.ts";
import { daysBetween, type Month, monthRange, nextMonth } from "./months.ts";

export const FREQUENCIES = ["quarter_hour", "hourly", "daily"] as const;
/** How often a schedule runs. */
export type Frequency = (typeof FREQUENCIES)[number];

/** How many runs each makes for one of a daily schedule. */
export const TIMES_DAILY: Record<Frequency, number> = { quarter_hour: 96, hourly: 24, daily: 1 };

/** How often a schedule runs in one whole calendar month of `zone`; a day with a clock change has 23 or 25 hours. */
export function runsInMonth(every: Frequency, month: Month, zone: string): number {
  if (every === "daily") return daysBetween(`${month}-01`, `${nextMonth(month)}-01`);
  const { from, to } = monthRange(month, zone);
  const stepMs = every === "hourly" ? 3_600_000 : 900_000;
  return Math.ceil((to.getTime() - from.getTime()) / stepMs);
}

/** What `runs` runs cost, when one costs `perRun`: each is rounded by itself, so the sum is exact. */
export function costOfRuns(perRun: PerType, runs: number): PerType {
  return Object.fromEntries(Object.entries(perRun).map(([type, amount]) => [type, amount * BigInt(runs)]));
}

/** How many runs what is available covers, one after another; null when a run is free. */
export function runsCovered(perRun: PerType, available: PerType): bigint | null {
  const counts = Object.entries(perRun).flatMap(([type, amount]) =>
    amount > 0n ? [(available[type] ?? 0n) / amount] : [],
  );
  return counts.length === 0 ? null : counts.reduce((least, count) => (count < least ? count : least));
}
