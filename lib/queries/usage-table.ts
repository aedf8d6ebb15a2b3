import { sum } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { type PairOfType, readPairs } from "#lib/db/usage-pairs.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { type TableAmounts, toTableAmounts } from "./table-amounts.ts";
import { toDays, toFilter, type UsageView } from "./usage-view.ts";

/** No table is longer: what is beyond it stands in one row, so that the rows still add up to the month. */
const MAX_JOBS = 200;

/** `job` null: what had none. */
export type JobLine = { job: string | null; name: string | null; amounts: TableAmounts };

/** `agent` null: what had none. */
export type AgentLine = {
  agent: string | null;
  name: string | null;
  amounts: TableAmounts;
  /** Largest first. */
  jobs: JobLine[];
};

export type UsageTableDto = {
  /** In display order. */
  creditTypes: string[];
  /** Largest first. */
  agents: AgentLine[];
  /** What has no line of its own; null when all have one. */
  others: { jobs: number; amounts: TableAmounts } | null;
};

type Worth = (rows: readonly PairOfType[]) => bigint;

/**
 * What each agent used in each job in a month, the most first by the face value of the credits, which makes credits of
 * different types comparable. Throws NotFoundError.
 */
export async function getUsageTable(
  viewer: Viewer,
  workspaceId: string,
  view: UsageView,
): Promise<UsageTableDto> {
  await requireWorkspaceRow(viewer, workspaceId);
  const [types, pairs] = await Promise.all([
    listCreditTypes(),
    readPairs(workspaceId, toDays(view), toFilter(view)),
  ]);
  const creditTypes = types.map(({ id }) => id);
  const faceValue = new Map(types.map(({ id, faceValueMinor }) => [id, faceValueMinor]));
  const worth: Worth = (rows) =>
    sum(rows.map(({ creditType, credits }) => credits * (faceValue.get(creditType) ?? 0n)));
  const ranked = byWorth(pairs, "agent", worth).flatMap((rows) => byWorth(rows, "job", worth));
  const hidden = ranked.slice(MAX_JOBS);
  return {
    creditTypes,
    agents: toAgentLines(ranked.slice(0, MAX_JOBS), creditTypes),
    others:
      hidden.length > 0 ? { jobs: hidden.length, amounts: toTableAmounts(hidden.flat(), creditTypes) } : null,
  };
}

function byWorth(rows: readonly PairOfType[], key: "agent" | "job", worth: Worth): PairOfType[][] {
  const groups = [...Map.groupBy(rows, (row) => row[key])].map(([id, of]) => ({ id, of, worth: worth(of) }));
  return groups
    .sort((a, b) => Number(b.worth > a.worth) - Number(b.worth < a.worth) || (a.id < b.id ? -1 : 1))
    .map(({ of }) => of);
}

/** `ranked` holds the rows of one agent and job each, those of an agent side by side. */
function toAgentLines(ranked: readonly PairOfType[][], creditTypes: readonly string[]): AgentLine[] {
  const byAgent = Map.groupBy(ranked, ([first]) => first?.agent ?? "");
  return [...byAgent].map(([agent, jobs]) => ({
    agent: agent || null,
    name: jobs[0]?.[0]?.agentName ?? null,
    amounts: toTableAmounts(jobs.flat(), creditTypes),
    jobs: jobs.map((rows) => ({
      job: rows[0]?.job || null,
      name: rows[0]?.jobName ?? null,
      amounts: toTableAmounts(rows, creditTypes),
    })),
  }));
}
