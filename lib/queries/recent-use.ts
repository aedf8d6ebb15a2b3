import { type Credits, formatMicro, sum } from "#lib/core/credits.ts";
import { addDays, type LocalDay, localDay } from "#lib/core/months.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type DayOfUser, readDaysOfUsers, readUserTotals, type UserTotal } from "#lib/db/recent-use.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

const DAYS = 30;
const NAMED_SERIES = 3;
const TOP_AGENTS = 5;

/** What used credits of one type; `name` null for "other" (all further ones) and "none" (neither agent nor job). */
type UseSeries = { key: string; name: string | null };

export type UseOfType = {
  creditType: string;
  total: string;
  /** In the 30 days before. */
  previousTotal: string;
  /** Largest first, "other" last. */
  series: UseSeries[];
  /** 30 local days, today last; credits by series key. `parts` null before the workspace existed. */
  days: { day: LocalDay; parts: Record<string, string> | null }[];
};

export type AgentUse = {
  agent: string;
  name: string;
  creditType: string;
  credits: string;
  /** In the 30 days before. */
  previous: string;
  /** Whole per cent against the 30 days before; null when there was no use then. */
  changePercent: number | null;
};

/** Credits are decimal strings, days belong to `timeZone`. `today` is not over. */
export type RecentUseDto = { timeZone: string; today: LocalDay; types: UseOfType[]; topAgents: AgentUse[] };

/**
 * Use of the last 30 local days, today included, beside the 30 before: per credit type and day, cut by its three largest
 * users, and the five agents that used most by face value. Throws NotFoundError.
 */
export async function getRecentUse(viewer: Viewer, workspaceId: string, now: Date): Promise<RecentUseDto> {
  const workspace = await requireWorkspaceRow(viewer, workspaceId);
  const today = localDay(now, workspace.timeZone);
  const from = addDays(today, 1 - DAYS);
  const [creditTypes, totals] = await Promise.all([
    listCreditTypes(),
    readUserTotals(workspaceId, addDays(from, -DAYS), from, today),
  ]);
  const named = creditTypes.flatMap(({ id }) => largest(totals, id));
  const used = await readDaysOfUsers(workspaceId, from, today, named);
  const born = localDay(workspace.createdAt, workspace.timeZone);
  const faceValue = new Map(creditTypes.map(({ id, faceValueMinor }) => [id, faceValueMinor]));
  return {
    timeZone: workspace.timeZone,
    today,
    types: creditTypes.map(({ id }) =>
      toUseOfType(
        id,
        totals.filter((total) => total.creditType === id),
        used.filter((day) => day.creditType === id),
        { from, born },
      ),
    ),
    topAgents: topAgents(totals, faceValue),
  };
}

function largest(totals: readonly UserTotal[], creditType: string): UserTotal[] {
  return totals
    .filter((total) => total.creditType === creditType && total.credits > 0n)
    .slice(0, NAMED_SERIES);
}

function toUseOfType(
  creditType: string,
  totals: readonly UserTotal[],
  used: readonly DayOfUser[],
  { from, born }: { from: LocalDay; born: LocalDay },
): UseOfType {
  const named = largest(totals, creditType).map((user) => ({ key: keyOf(user), name: user.name }));
  const hasOther = used.some((day) => day.agent === null && day.credits > 0n);
  const byDay = Map.groupBy(used, (use) => use.day);
  const days = Array.from({ length: DAYS }, (_, index) => {
    const day = addDays(from, index);
    const uses = byDay.get(day);
    return { day, parts: uses || day >= born ? toParts(uses ?? []) : null };
  });
  return {
    creditType,
    total: formatMicro(sum(totals.map((total) => total.credits))),
    previousTotal: formatMicro(sum(totals.map((total) => total.previous))),
    series: hasOther ? [...named, { key: "other", name: null }] : named,
    days,
  };
}

function toParts(uses: readonly DayOfUser[]): Record<string, string> {
  return Object.fromEntries(
    uses.filter((use) => use.credits > 0n).map((use) => [keyOf(use), formatMicro(use.credits)]),
  );
}

function keyOf({ agent, job }: { agent: string | null; job: string | null }): string {
  if (agent === null || job === null) return "other";
  if (agent !== "") return `agent:${agent}`;
  return job === "" ? "none" : `job:${job}`;
}

function topAgents(totals: readonly UserTotal[], faceValue: ReadonlyMap<string, bigint>): AgentUse[] {
  const worth = ({ creditType, credits }: UserTotal): Credits => credits * (faceValue.get(creditType) ?? 0n);
  return totals
    .filter((total) => total.agent !== "" && total.credits > 0n)
    .toSorted((a, b) => Number(worth(b) > worth(a)) - Number(worth(b) < worth(a)))
    .slice(0, TOP_AGENTS)
    .map(({ agent, name, creditType, credits, previous }) => ({
      agent,
      name: name ?? agent,
      creditType,
      credits: formatMicro(credits),
      previous: formatMicro(previous),
      changePercent: changePercent(credits, previous),
    }));
}

/** Whole per cent, half away from zero; null against nothing. */
export function changePercent(current: Credits, previous: Credits): number | null {
  if (previous === 0n) return null;
  const change = (current - previous) * 200n;
  return Number((change + (change < 0n ? -previous : previous)) / (2n * previous));
}
