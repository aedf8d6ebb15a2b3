import type { Credits } from "#lib/core/credits.ts";
import type { LocalDay } from "#lib/core/months.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";
import { DAILY, type UsageDays, type UsageFilter } from "./usage-groups.ts";

/** The finest grain that is summed up. '' for no agent or job; quantities in millionths of the unit, as digits. */
export type DailyRow = {
  day: LocalDay;
  creditType: string;
  agent: string;
  agentName: string | null;
  job: string;
  jobName: string | null;
  feature: string;
  source: string;
  credits: Credits;
  events: bigint;
  quantity: string;
  unchanged: string;
  discardedEvents: bigint;
  discardedCredits: Credits;
};

/** Up to `limit` rows of a month that come after `after`, in the order of the table's key. */
export function readDailyRows(
  workspaceId: string,
  { from, to }: UsageDays,
  filter: UsageFilter,
  after: DailyRow | null,
  limit: number,
): Promise<DailyRow[]> {
  return pgSql(pool())<DailyRow>(
    `SELECT d.day, d.credit_type AS "creditType", d.agent, a.name AS "agentName", d.job, j.name AS "jobName", d.feature,
            d.source, d.credits, d.events, d.quantity::text AS quantity, d.unchanged::text AS unchanged,
            d.discarded_events AS "discardedEvents", d.discarded_credits AS "discardedCredits"
       FROM (SELECT * FROM ${DAILY} AND day >= coalesce($8::date, $2::date)
               AND ($8::date IS NULL OR (day, credit_type, agent, job, feature, source) > ($8::date, $9, $10, $11, $12, $13))
              ORDER BY day, credit_type, agent, job, feature, source LIMIT $14) d
       LEFT JOIN agent a ON a.workspace_id = d.workspace_id AND a.id = d.agent
       LEFT JOIN job j ON j.workspace_id = d.workspace_id AND j.id = d.job
      ORDER BY d.day, d.credit_type, d.agent, d.job, d.feature, d.source`,
    [
      workspaceId,
      from,
      to,
      filter.agent ?? null,
      filter.job ?? null,
      filter.feature ?? null,
      filter.source ?? null,
      after?.day ?? null,
      after?.creditType ?? "",
      after?.agent ?? "",
      after?.job ?? "",
      after?.feature ?? "",
      after?.source ?? "",
      limit,
    ],
  );
}
