import { formatMicro } from "#lib/core/credits.ts";
import { type InvalidRequest, invalidField } from "#lib/core/invalid-request.ts";
import { type Month, monthOf, monthRange, nextMonth, parseMonth } from "#lib/core/months.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { readUsage, type UsageGroup, type UsageGroupRow, type UsageSums } from "#lib/db/usage-groups.ts";
import { type Named, readFirstDay, readUsageSources } from "#lib/db/usage-sources.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { cursorAfter, readFilter, readPage, type UsageFilters } from "./usage-filters.ts";

/** Decimal strings by credit type; every type is there, in display order. */
type CreditsByType = Record<string, string>;

export type UsageAmounts = {
  credits: CreditsByType;
  events: number;
  /** Units processed, skipped ones included; null where several features, and so several units, are added up. */
  quantity: string | null;
  /** Units that were unchanged and cost nothing. */
  skipped: string;
  /** Events whose result was discarded in review; their credits stay spent. */
  discarded: number;
  discardedCredits: CreditsByType;
};

/** What a group is: null where the events named none. Runs come with their job and the time of their first and last event. */
type UsageGroupKey =
  | { groupBy: "agent"; agent: string | null; name: string | null }
  | { groupBy: "job"; job: string | null; name: string | null }
  | {
      groupBy: "run";
      run: string | null;
      job: string | null;
      name: string | null;
      firstAt: string | null;
      lastAt: string | null;
    }
  | { groupBy: "feature"; feature: string }
  | { groupBy: "day"; day: string };

export type UsageRowDto = UsageGroupKey & UsageAmounts;

export type UsageDto = {
  month: Month;
  timeZone: string;
  /** The month's first instant and that of the next, RFC 3339 in UTC. */
  from: string;
  to: string;
  /** Of all groups, whatever the page. */
  total: UsageAmounts;
  rows: UsageRowDto[];
  next: string | null;
};

/**
 * What a workspace used in a month of its zone, from the rollups: the total, and one page of groups. Days are in order, runs
 * newest first (by job and run), all else by id; what named no agent, job or run is a group of its own, so that the groups
 * add up to the total. Answers invalid_request for a month, filter or cursor that cannot be one; throws NotFoundError.
 */
export async function getUsage(
  viewer: Viewer,
  workspaceId: string,
  filters: UsageFilters,
  now: Date,
): Promise<Result<UsageDto, InvalidRequest>> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  const month = parseMonth(filters.month ?? monthOf(now, timeZone));
  if (month === null) return invalidField("month", "Send a month as YYYY-MM, such as 2026-11");
  const filter = readFilter(filters);
  if (!filter.ok) return filter;
  const page = readPage(filters);
  if (!page.ok) return page;
  const { groupBy, limit } = page.value;
  const days = { from: `${month}-01`, to: `${nextMonth(month)}-01` };
  const [creditTypes, used] = await Promise.all([
    listCreditTypes(),
    readUsage(workspaceId, days, filter.value, { ...page.value, limit: limit + 1 }),
  ]);
  const types = creditTypes.map(({ id }) => id);
  const isOneFeature = filter.value.feature !== undefined;
  const rows = used.rows.slice(0, limit);
  const last = used.rows.length > limit ? rows.at(-1) : undefined;
  const { from, to } = monthRange(month, timeZone);
  return ok({
    month,
    timeZone,
    from: from.toISOString(),
    to: to.toISOString(),
    total: toAmounts(used.total, types, isOneFeature),
    rows: rows.map((row) => ({
      ...keyOf(groupBy, row),
      ...toAmounts(row, types, isOneFeature || groupBy === "feature"),
    })),
    next: last ? cursorAfter(groupBy, last) : null,
  });
}

export type UsageSourcesDto = { agents: Named[]; jobs: Named[]; firstMonth: Month | null };

/** What a workspace's usage can be filtered by: its agents and jobs by name, and the first month with use. Throws NotFoundError. */
export async function listUsageSources(viewer: Viewer, workspaceId: string): Promise<UsageSourcesDto> {
  await requireWorkspaceRow(viewer, workspaceId);
  const [sources, day] = await Promise.all([readUsageSources(workspaceId), readFirstDay(workspaceId)]);
  return { ...sources, firstMonth: day?.slice(0, 7) ?? null };
}

function keyOf(groupBy: UsageGroup, { key, job, name, firstAt, lastAt }: UsageGroupRow): UsageGroupKey {
  switch (groupBy) {
    case "agent":
      return { groupBy, agent: key || null, name };
    case "job":
      return { groupBy, job: key || null, name };
    case "run":
      return {
        groupBy,
        run: key || null,
        job: job || null,
        name,
        firstAt: toUtc(firstAt),
        lastAt: toUtc(lastAt),
      };
    case "feature":
      return { groupBy, feature: key };
    case "day":
      return { groupBy, day: key };
  }
}

function toUtc(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function toAmounts(sums: UsageSums, types: readonly string[], isOneFeature: boolean): UsageAmounts {
  return {
    credits: toCredits(sums.credits, types),
    events: Number(sums.events),
    quantity: isOneFeature ? formatMicro(BigInt(sums.quantity)) : null,
    skipped: formatMicro(BigInt(sums.unchanged)),
    discarded: Number(sums.discardedEvents),
    discardedCredits: toCredits(sums.discardedCredits, types),
  };
}

function toCredits(sums: Record<string, string>, types: readonly string[]): CreditsByType {
  return Object.fromEntries(types.map((type) => [type, formatMicro(BigInt(sums[type] ?? "0"))]));
}
