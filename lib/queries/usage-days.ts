import { formatMicro, sum } from "#lib/core/credits.ts";
import { addDays, type LocalDay, localDay } from "#lib/core/months.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type DayOfSeries, readUsageDays, type UsageDimension } from "#lib/db/usage-days.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { toDays, toFilter, type UsageView } from "./usage-view.ts";

const NAMED_SERIES = 6;

/** `name` is that of the agent or job, or the id of the feature or source; null for "none", which named none, and "other". */
export type MonthSeries = { key: string; name: string | null; credits: string };

export type MonthOfType = {
  creditType: string;
  total: string;
  /** Largest first, "other" last. */
  series: MonthSeries[];
  /** The local days of the month that have begun; credits by series key, null before the workspace existed. */
  days: { day: LocalDay; parts: Record<string, string> | null }[];
};

/** Credits are decimal strings. `today` is not over; it may lie outside the month. */
export type UsageDaysDto = { timeZone: string; today: LocalDay; types: MonthOfType[] };

/**
 * Use of a month by day, per credit type in display order, cut by `by` into the six largest of the month and "other"; in one
 * piece when `by` is null. Throws NotFoundError.
 */
export async function getUsageDays(
  viewer: Viewer,
  workspaceId: string,
  view: UsageView,
  by: UsageDimension | null,
  now: Date,
): Promise<UsageDaysDto> {
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  const { timeZone } = workspace;
  const [creditTypes, used] = await Promise.all([
    listCreditTypes(),
    readUsageDays(workspaceId, toDays(view), toFilter(view), by, NAMED_SERIES),
  ]);
  const today = localDay(now, timeZone);
  const born = localDay(workspace.createdAt, timeZone);
  const last = used.reduce((latest, use) => (use.day > latest ? use.day : latest), today);
  const days = daysUpTo(view, last);
  const types = creditTypes.map(({ id }) =>
    toMonthOfType(
      id,
      used.filter((use) => use.creditType === id),
      { days, born },
    ),
  );
  return { timeZone, today, types };
}

function daysUpTo(view: UsageView, last: LocalDay): LocalDay[] {
  const { from, to } = toDays(view);
  const days: LocalDay[] = [];
  for (let day = from; day < to && day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

function toMonthOfType(
  creditType: string,
  used: readonly DayOfSeries[],
  { days, born }: { days: readonly LocalDay[]; born: LocalDay },
): MonthOfType {
  const byDay = Map.groupBy(used, (use) => use.day);
  return {
    creditType,
    total: formatMicro(sum(used.map((use) => use.credits))),
    series: toSeries(used),
    days: days.map((day) => {
      const uses = byDay.get(day);
      return { day, parts: uses || day >= born ? toParts(uses ?? []) : null };
    }),
  };
}

function toSeries(used: readonly DayOfSeries[]): MonthSeries[] {
  const byPlace = [...Map.groupBy(used, (use) => use.place)].sort(([a], [b]) => a - b);
  return byPlace.flatMap(([, uses]) =>
    uses.slice(0, 1).map((use) => ({
      key: keyOf(use),
      name: use.name ?? (use.key || null),
      credits: formatMicro(sum(uses.map(({ credits }) => credits))),
    })),
  );
}

function toParts(uses: readonly DayOfSeries[]): Record<string, string> {
  return Object.fromEntries(uses.map((use) => [keyOf(use), formatMicro(use.credits)]));
}

/** An id may read "other" or "none", so ids are marked. */
function keyOf({ key }: DayOfSeries): string {
  if (key === null) return "other";
  return key === "" ? "none" : `id:${key}`;
}
