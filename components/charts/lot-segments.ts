// Cuts what there is of one credit type by the day it expires, soonest first, so that a bar reads as a timetable.
import { formatMicro, parseMicro, sum } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";

export interface LotInput {
  remaining: string;
  effectiveAt: string;
  expiresAt: string | null;
}

export interface LotSegment {
  kind: "expires" | "later" | "never" | "held";
  /** When it expires; of "later" the first instant; null for "never" and "held". */
  expiresAt: string | null;
  credits: string;
  /** Width in per cent of the bar. */
  width: number;
}

const MAX_DATES = 4;

/**
 * Segments of what can be spent at `now` and what is held, with something in them; widths add up to about 100.
 * The four soonest dates stand alone, those after them share a segment.
 */
export function prepareLotSegments(lots: readonly LotInput[], held: string, now: string): LotSegment[] {
  const spendable = lots
    .map((lot) => ({ ...lot, credits: toMicro(lot.remaining) }))
    .filter((lot) => lot.credits > 0n && Date.parse(lot.effectiveAt) <= Date.parse(now));
  const dated = Map.groupBy(
    spendable.filter((lot) => lot.expiresAt !== null),
    (lot) => Date.parse(lot.expiresAt ?? ""),
  );
  const dates = [...dated]
    .sort(([a], [b]) => a - b)
    .map(([time, group]) => ({
      at: new Date(time).toISOString(),
      credits: sum(group.map((lot) => lot.credits)),
    }));
  const split = dates.length > MAX_DATES + 1 ? MAX_DATES : dates.length;
  const later = dates.slice(split);
  const pieces = [
    ...dates
      .slice(0, split)
      .map((date) => ({ kind: "expires" as const, expiresAt: date.at, credits: date.credits })),
    {
      kind: "later" as const,
      expiresAt: later[0]?.at ?? null,
      credits: sum(later.map((date) => date.credits)),
    },
    {
      kind: "never" as const,
      expiresAt: null,
      credits: sum(spendable.filter((lot) => lot.expiresAt === null).map((lot) => lot.credits)),
    },
    { kind: "held" as const, expiresAt: null, credits: toMicro(held) },
  ].filter((piece) => piece.credits > 0n);
  const whole = sum(pieces.map((piece) => piece.credits));
  return pieces.map((piece) => ({
    ...piece,
    credits: formatMicro(piece.credits),
    width: Number((piece.credits * 1_000_000n) / whole) / 10_000,
  }));
}

function toMicro(credits: string): bigint {
  const micro = parseMicro(credits);
  invariant(micro !== null, "what a grant has left is a plain credit amount");
  return micro;
}
