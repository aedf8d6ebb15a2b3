// Law: a forecast burns grants as the ledger would: in burn order, each from its effective instant to its expiry, at an
// even pace. What a grant has left when it expires is lost, and does not lengthen the runway.

import { type Credits, sum } from "./credits.ts";
import { hasExpired, type Lot } from "./grants.ts";
import { invariant } from "./invariant.ts";
import { type DailySpend, paceOf } from "./pace.ts";

const DAY = 86_400_000; // milliseconds

/** No forecast looks further than ten years; a longer runway is this many days. */
export const MAX_RUNWAY_DAYS = 3_650;

/** What a forecast must know of a grant. */
export type ForecastGrant = Pick<Lot, "remaining" | "effectiveAt" | "expiresAt">;

export type RunwayInput = {
  /** Micro-credits that can be spent at `now`. */
  available: Credits;
  /** Complete local days, oldest first, days without use included as 0n. */
  dailySpend: readonly DailySpend[];
  /** The grants that can be spent at `now`, in burn order. */
  grants: readonly Pick<Lot, "remaining" | "expiresAt">[];
  now: Date;
};

export type Runway =
  | { state: "range"; fromDays: number; toDays: number }
  | { state: "not_enough_history" }
  | { state: "no_use" };

/**
 * How long the credits last: whole days at the fast end of the pace to whole days at its slow end, without the credits that
 * expire unused. What is available beyond the given grants counts as never expiring; where the grants hold more than is
 * available, because something is owed, the runway is not longer than what is available lasts.
 */
export function runway(input: RunwayInput): Runway {
  const pace = paceOf(input.dailySpend);
  if (pace.state !== "pace") return pace;
  return { state: "range", fromDays: daysAtPace(input, pace.fast), toDays: daysAtPace(input, pace.slow) };
}

/**
 * Splits what each grant has left into what will be used before it expires and what is at risk of expiring unused.
 * The two always add up to `remaining`; a grant without an expiry is never at risk.
 * @param grants in burn order, effective now or later
 * @param dailyPace micro-credits a day, 0n when nothing is used
 */
export function atRisk<G extends ForecastGrant>(
  grants: readonly G[],
  dailyPace: Credits,
  now: Date,
): { grant: G; willBeUsed: Credits; atRisk: Credits }[] {
  const { left } = burn(grants, dailyPace, now);
  return grants.map((grant, index) => {
    const lost = grant.expiresAt === null ? 0n : (left[index] ?? 0n);
    return { grant, willBeUsed: grant.remaining - lost, atRisk: lost };
  });
}

function daysAtPace({ available, grants, now }: RunwayInput, pace: Credits): number {
  const listed = grants
    .filter((grant) => !hasExpired(grant, now))
    .map((grant) => ({ ...grant, effectiveAt: now }));
  const unlisted = available - sum(listed.map((grant) => grant.remaining));
  const lots =
    unlisted > 0n ? [...listed, { remaining: unlisted, effectiveAt: now, expiresAt: null }] : listed;
  const burning = burn(lots, pace, now).endsAt - now.getTime();
  const lasting = available > 0n ? Number((available * BigInt(DAY)) / pace) : 0;
  return Math.min(Math.floor(Math.min(burning, lasting) / DAY), MAX_RUNWAY_DAYS);
}

/**
 * Burns the grants from `now` on: always the first that is spendable, until it is empty, expires, or one before it in the
 * order becomes effective. `left` is what each still has when none is spendable any more, `endsAt` when the burning ended.
 */
function burn(
  grants: readonly ForecastGrant[],
  pace: Credits,
  now: Date,
): { left: Credits[]; endsAt: number } {
  invariant(pace >= 0n, "a pace is not negative");
  const left = grants.map((grant) => grant.remaining);
  let endsAt = now.getTime();
  for (;;) {
    const next = pace === 0n ? null : nextToBurn(grants, left, endsAt);
    if (!next) return { left, endsAt };
    const remaining = left[next.index] ?? 0n;
    const emptyAfter = (remaining * BigInt(DAY) + pace - 1n) / pace;
    if (emptyAfter <= next.until - next.from) {
      left[next.index] = 0n;
      endsAt = next.from + Number(emptyAfter);
    } else {
      left[next.index] = remaining - (pace * BigInt(next.until - next.from)) / BigInt(DAY);
      endsAt = next.until;
    }
  }
}

/** Which grant burns at `time`, or next after it, and until when at most; null when nothing is left to burn. */
function nextToBurn(
  grants: readonly ForecastGrant[],
  left: readonly Credits[],
  time: number,
): { index: number; from: number; until: number } | null {
  const starts = grants.map((grant, index) => {
    const start = Math.max(time, grant.effectiveAt.getTime());
    return (left[index] ?? 0n) > 0n && start < endOf(grant) ? start : Number.POSITIVE_INFINITY;
  });
  const from = Math.min(...starts);
  const index = starts.indexOf(from);
  const grant = grants[index];
  if (!grant || from === Number.POSITIVE_INFINITY) return null;
  return { index, from, until: Math.min(endOf(grant), ...starts.slice(0, index)) };
}

function endOf({ expiresAt }: ForecastGrant): number {
  return expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
}
