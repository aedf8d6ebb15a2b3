import type { Credits, MicroQuantity } from "#lib/core/credits.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";
import { DAILY, RUNS, type UsageDays, type UsageFilter } from "./usage-groups.ts";

export type UsageSumsOfType = {
  creditType: string;
  credits: Credits;
  events: bigint;
  unchanged: MicroQuantity;
  discardedEvents: bigint;
  discardedCredits: Credits;
};

/** What one agent used in one job ('' for none, in both), of one credit type. */
export type PairOfType = UsageSumsOfType & {
  agent: string;
  agentName: string | null;
  job: string;
  jobName: string | null;
};

const SUMS = ["credits", "events", "unchanged", "discarded_events", "discarded_credits"];
/** Quantities may add up to more than a bigint holds, so they come as digits. */
const typeOf = (name: string) => (name === "unchanged" ? "text" : "bigint");
const summed = SUMS.map((name) => `sum(${name})::${typeOf(name)} AS ${name}`).join(", ");
const added = SUMS.join(", ");
const taken = SUMS.map((name) => `-${name}`).join(", ");
const named = `u.credit_type AS "creditType", u.credits, u.events, u.unchanged,
  u.discarded_events AS "discardedEvents", u.discarded_credits AS "discardedCredits"`;

/** The use of a month by agent, job and credit type, in no order. */
export async function readPairs(
  workspaceId: string,
  days: UsageDays,
  filter: UsageFilter,
): Promise<PairOfType[]> {
  const rows = await pgSql(pool())<Digits<PairOfType>>(
    `SELECT u.agent, a.name AS "agentName", u.job, j.name AS "jobName", ${named}
       FROM (SELECT agent, job, credit_type, ${summed} FROM ${DAILY} GROUP BY agent, job, credit_type) u
       LEFT JOIN agent a ON a.workspace_id = $1 AND a.id = u.agent
       LEFT JOIN job j ON j.workspace_id = $1 AND j.id = u.job`,
    values(workspaceId, days, filter),
  );
  return rows.map(toSums);
}

/** The use of one run in a month, by credit type. '' is what had no run: what the days hold beyond the runs. */
export async function readRunSums(
  workspaceId: string,
  days: UsageDays,
  filter: UsageFilter,
  run: string,
): Promise<UsageSumsOfType[]> {
  const ofRun = `SELECT credit_type, ${added} FROM ${RUNS} AND run = $8`;
  const ofNone = `SELECT credit_type, ${added} FROM ${DAILY} AND $8 = ''
    UNION ALL SELECT credit_type, ${taken} FROM ${RUNS} AND $8 = ''`;
  const rows = await pgSql(pool())<Digits<UsageSumsOfType>>(
    `SELECT ${named}
       FROM (SELECT credit_type, ${summed} FROM (${ofRun} UNION ALL ${ofNone}) x
              GROUP BY credit_type HAVING sum(events) > 0) u`,
    [...values(workspaceId, days, filter), run],
  );
  return rows.map(toSums);
}

type Digits<Sums extends UsageSumsOfType> = Omit<Sums, "unchanged"> & { unchanged: string };

function toSums<Row extends { unchanged: string }>(row: Row) {
  return { ...row, unchanged: BigInt(row.unchanged) };
}

function values(workspaceId: string, { from, to }: UsageDays, filter: UsageFilter) {
  const { agent = null, job = null, feature = null, source = null } = filter;
  return [workspaceId, from, to, agent, job, feature, source];
}
