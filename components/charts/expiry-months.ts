// Decides everything about the strip of months in which credits expire; the component only draws it.
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";

export interface ExpiringMonth {
  month: string;
  expiring: string;
  /** null: nobody can say how much of it will be used. */
  forecast: { willBeUsed: string; atRisk: string } | null;
}

export interface StripColumn {
  month: string;
  expiring: string;
  /** Heights in per cent of the tallest column; `unknown` where there is no forecast. */
  parts: { kind: "willBeUsed" | "atRisk" | "unknown"; credits: string; height: number }[];
  /** Stands under the month: the first of the strip, and each January. */
  year: string | null;
}

/** One column a month, in order, with a label wherever something expires. */
export function prepareExpiryMonths(months: readonly ExpiringMonth[]): StripColumn[] {
  const tallest = months.reduce((most, { expiring }) => larger(most, toMicro(expiring)), 0n);
  return months.map(({ month, expiring, forecast }, index) => {
    const parts: [StripColumn["parts"][number]["kind"], string][] = forecast
      ? [
          ["willBeUsed", forecast.willBeUsed],
          ["atRisk", forecast.atRisk],
        ]
      : [["unknown", expiring]];
    return {
      month,
      expiring,
      year: index === 0 || month.endsWith("-01") ? month.slice(0, 4) : null,
      parts: parts.flatMap(([kind, text]) => {
        const credits = toMicro(text);
        if (credits === 0n) return [];
        return [{ kind, credits: formatMicro(credits), height: percent(credits, tallest) }];
      }),
    };
  });
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** A length on screen: inexact is good enough. */
function percent(part: bigint, whole: bigint): number {
  return Number((part * 1_000_000n) / whole) / 10_000;
}

function toMicro(credits: string): bigint {
  const micro = parseMicro(credits);
  invariant(micro !== null, "chart values are plain credit amounts");
  return micro;
}
