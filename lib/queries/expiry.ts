import { compareBurnOrder } from "#lib/core/burn-order.ts";
import { type Credits, formatMicro, sum } from "#lib/core/credits.ts";
import { atRisk } from "#lib/core/forecast.ts";
import { hasExpired } from "#lib/core/grants.ts";
import {
  addDays,
  addMonths,
  daysBetween,
  localDay,
  type Month,
  monthOf,
  startOfDay,
} from "#lib/core/months.ts";
import { type DailySpend, paceOf } from "#lib/core/pace.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type ExpiredLot, readExpiredLots } from "#lib/db/expired-lots.ts";
import { type GrantRow, readOpenGrants } from "#lib/db/grants.ts";
import { readDailySpend } from "#lib/db/usage-daily.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { type GrantDto, toGrantDto } from "./balance.ts";

const MONTHS = 12;
const LOOK_BACK_DAYS = 90;

/** What will be used before it expires and what is at risk of expiring unused; the two add up to what is left. */
type Forecast = { willBeUsed: string; atRisk: string };

/** `forecast` is null where nobody can say: too little history. */
export type ExpiringLot = GrantDto & {
  effective: boolean;
  /** Calendar days until it expires, 0 today; null for never. */
  expiresInDays: number | null;
  forecast: Forecast | null;
};

type ExpiryMonth = { month: Month; expiring: string; forecast: Forecast | null };

export type ExpiryOfType = {
  creditType: string;
  paceState: "pace" | "not_enough_history" | "no_use";
  /** Credits a day, the mean of the last 14 complete days; null without a pace. */
  dailyPace: string | null;
  /** Those with something left, spendable now or later, in burn order. */
  lots: ExpiringLot[];
  /** What expires in this local month and the eleven after it. */
  months: ExpiryMonth[];
  /** All of the twelve months. */
  expiring: string;
  atRisk: string | null;
  /** What expires after them, and what never does. */
  later: string;
  never: string;
};

export type ExpiredLotDto = {
  id: string;
  creditType: string;
  source: string;
  amount: string;
  lost: string;
  expiredAt: string;
};

/** Credits are decimal strings, instants RFC 3339 in UTC, months those of `timeZone`. */
export type ExpiryDto = {
  asOf: string;
  timeZone: string;
  types: ExpiryOfType[];
  /** Lots whose time passed in the last 90 days, latest first; `lost` is "0" where all was used. */
  expired: ExpiredLotDto[];
};

/** What expires when, and how much of it is at risk at the pace of the last 14 days. Throws NotFoundError. */
export async function getExpiry(viewer: Viewer, workspaceId: string, now: Date): Promise<ExpiryDto> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  const since = startOfDay(addDays(localDay(now, timeZone), -LOOK_BACK_DAYS), timeZone);
  const [creditTypes, grants, spend, expired] = await Promise.all([
    listCreditTypes(),
    readOpenGrants(workspaceId, now),
    readDailySpend(workspaceId, timeZone, now),
    readExpiredLots(workspaceId, since, now),
  ]);
  const open = grants.filter((grant) => !hasExpired(grant, now));
  const types = creditTypes.map(({ id }) =>
    toExpiryOfType(
      id,
      open.filter((grant) => grant.creditType === id),
      spend.get(id) ?? [],
      { now, timeZone },
    ),
  );
  return { asOf: now.toISOString(), timeZone, types, expired: expired.map(toExpiredLot) };
}

type Clock = { now: Date; timeZone: string };
type Split = { grant: GrantRow; willBeUsed: Credits; atRisk: Credits };

function toExpiryOfType(
  creditType: string,
  open: readonly GrantRow[],
  dailySpend: readonly DailySpend[],
  { now, timeZone }: Clock,
): ExpiryOfType {
  const grants = open.filter((grant) => grant.remaining > 0n).toSorted(compareBurnOrder);
  const pace = paceOf(dailySpend);
  const mean = pace.state === "pace" ? pace.mean : 0n;
  // Without a pace a guess would only alarm, so nothing is forecast.
  const known = pace.state !== "not_enough_history";
  const splits = atRisk(grants, mean, now);
  const months = toMonths(splits, known, { now, timeZone });
  const monthOfLast = months.at(-1)?.month ?? "";
  const dated = splits.filter(({ grant }) => grant.expiresAt !== null);
  const isLater = ({ grant }: Split) =>
    grant.expiresAt !== null && expiryMonth(grant.expiresAt, timeZone) > monthOfLast;
  const within = dated.filter((split) => !isLater(split));
  return {
    creditType,
    paceState: pace.state,
    dailyPace: pace.state === "pace" ? formatMicro(pace.mean) : null,
    lots: splits.map((split) => ({
      ...toGrantDto(split.grant),
      effective: split.grant.effectiveAt <= now,
      expiresInDays: split.grant.expiresAt
        ? daysBetween(localDay(now, timeZone), localDay(split.grant.expiresAt, timeZone))
        : null,
      forecast: known ? toForecast([split]) : null,
    })),
    months,
    expiring: remainingOf(within),
    atRisk: known ? formatMicro(sum(within.map((split) => split.atRisk))) : null,
    later: remainingOf(dated.filter(isLater)),
    never: remainingOf(splits.filter(({ grant }) => grant.expiresAt === null)),
  };
}

function toMonths(splits: readonly Split[], known: boolean, { now, timeZone }: Clock): ExpiryMonth[] {
  const first = `${monthOf(now, timeZone)}-01`;
  const byMonth = Map.groupBy(splits, ({ grant }) =>
    grant.expiresAt ? expiryMonth(grant.expiresAt, timeZone) : null,
  );
  return Array.from({ length: MONTHS }, (_, index) => {
    const month = addMonths(first, index).slice(0, 7);
    const expiring = byMonth.get(month) ?? [];
    return { month, expiring: remainingOf(expiring), forecast: known ? toForecast(expiring) : null };
  });
}

/** The month of the last moment at which the lot can be used: one that ends at midnight of the 1st belongs to the month before. */
function expiryMonth(expiresAt: Date, timeZone: string): Month {
  return monthOf(new Date(expiresAt.getTime() - 1), timeZone);
}

function remainingOf(splits: readonly Split[]): string {
  return formatMicro(sum(splits.map(({ grant }) => grant.remaining)));
}

function toForecast(splits: readonly Split[]): Forecast {
  return {
    willBeUsed: formatMicro(sum(splits.map((split) => split.willBeUsed))),
    atRisk: formatMicro(sum(splits.map((split) => split.atRisk))),
  };
}

function toExpiredLot({ id, creditType, source, amount, lost, expiredAt }: ExpiredLot): ExpiredLotDto {
  return {
    id,
    creditType,
    source,
    amount: formatMicro(amount),
    lost: formatMicro(lost),
    expiredAt: expiredAt.toISOString(),
  };
}
