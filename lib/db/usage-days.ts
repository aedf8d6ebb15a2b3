import type { Credits } from "#lib/core/credits.ts";
import type { LocalDay } from "#lib/core/months.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";
import { DAILY, type UsageDays, type UsageFilter } from "./usage-groups.ts";

/** `user`: the agent, or the job that worked without one. */
export const USAGE_DIMENSIONS = ["user", "agent", "job", "feature", "source"] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/**
 * Micro-credits that one series used on one day. `place` orders the series of a credit type, 1 for the largest of the month;
 * the ones after `named` share the place after it and have null for `key`. The key '' is what named none.
 */
export type DayOfSeries = {
  creditType: string;
  day: LocalDay;
  place: number;
  key: string | null;
  name: string | null;
  credits: Credits;
};

const KEYS: Record<UsageDimension, string> = {
  user: "CASE WHEN agent <> '' THEN 'agent:' || agent WHEN job <> '' THEN 'job:' || job ELSE '' END",
  agent: "agent",
  job: "job",
  feature: "feature",
  source: "source",
};

const nameOf = (table: "agent" | "job", id: string) =>
  `(SELECT name FROM ${table} WHERE workspace_id = $1 AND id = ${id})`;

/** Agents and jobs have names of their own; features and sources go by their ids. */
const NAMES: Record<UsageDimension, string> = {
  user: `CASE WHEN s.key LIKE 'agent:%' THEN ${nameOf("agent", "substr(s.key, 7)")} WHEN s.key LIKE 'job:%' THEN ${nameOf("job", "substr(s.key, 5)")} END`,
  agent: nameOf("agent", "s.key"),
  job: nameOf("job", "s.key"),
  feature: "NULL",
  source: "NULL",
};

/** Use by day, per credit type cut by its `named` largest series; days and series without use are left out. */
export function readUsageDays(
  workspaceId: string,
  { from, to }: UsageDays,
  filter: UsageFilter,
  by: UsageDimension | null,
  named: number,
): Promise<DayOfSeries[]> {
  return pgSql(pool())<DayOfSeries>(
    `WITH used AS (
       SELECT credit_type, day, ${by ? KEYS[by] : "''"} AS key, sum(credits) AS credits
         FROM ${DAILY} AND credits > 0 GROUP BY 1, 2, 3
     ), ranked AS (
       SELECT credit_type, key, row_number() OVER (PARTITION BY credit_type ORDER BY sum(credits) DESC, key COLLATE "C") AS place
         FROM used GROUP BY credit_type, key
     ), series AS (
       SELECT u.credit_type, u.day, least(r.place, $8 + 1)::integer AS place,
              CASE WHEN r.place <= $8 THEN u.key END AS key, sum(u.credits)::bigint AS credits
         FROM used u JOIN ranked r ON r.credit_type = u.credit_type AND r.key = u.key
        GROUP BY 1, 2, 3, 4
     )
     SELECT s.credit_type AS "creditType", s.day, s.place, s.key, ${by ? NAMES[by] : "NULL"} AS name, s.credits
       FROM series s ORDER BY s.credit_type, s.day, s.place`,
    [
      workspaceId,
      from,
      to,
      filter.agent ?? null,
      filter.job ?? null,
      filter.feature ?? null,
      filter.source ?? null,
      named,
    ],
  );
}
