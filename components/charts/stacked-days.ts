// Decides everything about a chart of stacked daily bars; the component only draws what it says. Missing is a gap, not a zero.
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";
import { niceTicks } from "./ticks.ts";

/** One local day: credits by series key, as decimal strings. `parts` null: nothing is known of the day. */
export interface DayUse {
  day: string;
  parts: Readonly<Record<string, string>> | null;
}

export interface StackedDaysInput {
  /** Consecutive days, oldest first. */
  days: readonly DayUse[];
  /** From the bottom of the stack up. */
  keys: readonly string[];
  /** The day that is not over yet, in the same zone. */
  today: string;
}

interface Segment {
  key: string;
  credits: string;
  /** Height in per cent of the axis. */
  height: number;
}

export interface Column {
  day: string;
  /** null: a gap. */
  total: string | null;
  /** The day is not over: its bar is drawn as incomplete. */
  incomplete: boolean;
  /** Only what is above zero. */
  segments: Segment[];
}

export interface StackedDays {
  columns: Column[];
  /** Bottom up; `credits` labels the line, `height` is its place in per cent of the axis. */
  ticks: { credits: string; height: number }[];
  /** Indexes of the columns that carry a date: at most five, evenly spread, the last day among them. */
  labelled: number[];
  total: string;
  /** The day with the most use, the earlier of two alike; null when nothing was used. */
  busiest: { day: string; total: string } | null;
}

const MAX_LABELS = 5;

export function prepareStackedDays({ days, keys, today }: StackedDaysInput): StackedDays {
  const totals = days.map(({ parts }) => parts && keys.reduce((sum, key) => sum + toMicro(parts[key]), 0n));
  const max = totals.reduce<bigint>((most, total) => (total && total > most ? total : most), 0n);
  const ticks = niceTicks(max);
  const top = ticks.at(-1) ?? 1n;
  const busiestAt = max > 0n ? totals.indexOf(max) : -1;
  const busiestDay = days[busiestAt];
  return {
    columns: days.map(({ day, parts }, index) => {
      const total = totals[index] ?? null;
      return {
        day,
        total: total === null ? null : formatMicro(total),
        incomplete: day === today,
        segments: parts ? toSegments(parts, keys, top) : [],
      };
    }),
    ticks: ticks.map((tick) => ({ credits: formatMicro(tick), height: percent(tick, top) })),
    labelled: labelledIndexes(days.length),
    total: formatMicro(totals.reduce<bigint>((sum, total) => sum + (total ?? 0n), 0n)),
    busiest: busiestDay ? { day: busiestDay.day, total: formatMicro(max) } : null,
  };
}

function toSegments(
  parts: Readonly<Record<string, string>>,
  keys: readonly string[],
  top: bigint,
): Segment[] {
  return keys.flatMap((key) => {
    const credits = toMicro(parts[key]);
    return credits > 0n ? [{ key, credits: formatMicro(credits), height: percent(credits, top) }] : [];
  });
}

function labelledIndexes(count: number): number[] {
  const step = Math.max(1, Math.ceil(count / MAX_LABELS));
  const indexes: number[] = [];
  for (let index = count - 1; index >= 0; index -= step) indexes.unshift(index);
  return indexes;
}

/** A length on screen, the one place where credits become an inexact number. */
function percent(part: bigint, whole: bigint): number {
  return Number((part * 1_000_000n) / whole) / 10_000;
}

function toMicro(credits: string | undefined): bigint {
  const micro = parseMicro(credits ?? "0");
  invariant(micro !== null, "chart values are plain credit amounts");
  return micro;
}
