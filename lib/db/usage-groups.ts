import type { LocalDay } from "#lib/core/months.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql } from "./sql.ts";

export const USAGE_GROUPS = ["agent", "job", "run", "feature", "day"] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Undefined: any. The empty string: what had no agent, or no job. */
export type UsageFilter = {
  agent: string | undefined;
  job: string | undefined;
  feature: string | undefined;
  source: string | undefined;
};

/** The local days [from, to) of one month. */
export type UsageDays = { from: LocalDay; to: LocalDay };

/** Sums as decimal digits: micro-credits by credit type, events, millionths of a unit. */
export type UsageSums = {
  credits: Record<string, string>;
  discardedCredits: Record<string, string>;
  events: string;
  quantity: string;
  unchanged: string;
  discardedEvents: string;
};

/** `key` is the agent, job, run, feature or day, '' for none. `job` and the instants only mean something for a run. */
export type UsageGroupRow = UsageSums & {
  key: string;
  job: string;
  name: string | null;
  firstAt: string | null;
  lastAt: string | null;
  /** When the first of its events was recorded. */
  recordedAt: string | null;
};

/**
 * The place of a group: by its key; for runs by `recordedAt` (newest first, "-infinity" for none), then job and run. Not by when
 * they began: a late event may move that, and a run with it behind a page that showed it.
 */
export type UsagePlace = { key: string; job: string; recordedAt: string };

const FILTER = `($4::text IS NULL OR agent = $4) AND ($5::text IS NULL OR job = $5)
  AND ($6::text IS NULL OR feature = $6) AND ($7::text IS NULL OR source = $7)`;
/** Daily use of a workspace ($1) on the days [$2, $3), filtered by agent, job, feature and source ($4 to $7, null for any). */
export const DAILY = `usage_daily WHERE workspace_id = $1 AND day >= $2::date AND day < $3::date AND ${FILTER}`;
/** The same of the runs of the month that begins on $2. */
export const RUNS = `usage_run WHERE workspace_id = $1 AND month = $2::date AND ${FILTER}`;

const SUM_NAMES = ["credits", "events", "quantity", "unchanged", "discarded_credits", "discarded_events"];
const added = SUM_NAMES.join(", ");
const taken = SUM_NAMES.map((name) => `-${name}`).join(", ");

/** Runs have a rollup of their own; what had no run is what the days hold beyond it, so the groups add up to the month. */
const BY_RUN = `
  SELECT run AS key, job, credit_type, first_at, last_at, recorded_at, ${added} FROM ${RUNS}
  UNION ALL SELECT '', job, credit_type, NULL, NULL, NULL, ${added} FROM ${DAILY}
  UNION ALL SELECT '', job, credit_type, NULL, NULL, NULL, ${taken} FROM ${RUNS}`;

function used(groupBy: UsageGroup): string {
  if (groupBy === "run") return BY_RUN;
  const key = groupBy === "day" ? "to_char(day, 'YYYY-MM-DD')" : groupBy;
  const none = ["first_at", "last_at", "recorded_at"]
    .map((name) => `NULL::timestamptz AS ${name}`)
    .join(", ");
  return `SELECT ${key} AS key, '' AS job, credit_type, ${none}, ${added} FROM ${DAILY}`;
}

const SUMS = `
  coalesce(jsonb_object_agg(credit_type, credits::text), '{}') AS credits,
  coalesce(jsonb_object_agg(credit_type, discarded_credits::text), '{}') AS "discardedCredits",
  coalesce(sum(events), 0)::text AS events, coalesce(sum(quantity), 0)::text AS quantity,
  coalesce(sum(unchanged), 0)::text AS unchanged, coalesce(sum(discarded_events), 0)::text AS "discardedEvents"`;

const NAMES: Record<UsageGroup, string> = {
  agent: "(SELECT name FROM agent WHERE workspace_id = $1 AND id = key)",
  job: "(SELECT name FROM job WHERE workspace_id = $1 AND id = key)",
  run: "(SELECT name FROM job WHERE workspace_id = $1 AND id = job)",
  feature: "NULL",
  day: "NULL",
};

// $8 is the place of the last group of the page before: its key, job and when it was recorded.
const KEY_ORDER = {
  isAfter: `key COLLATE "C" > ($8::text[])[1]`,
  order: `key COLLATE "C"`,
};
const RUN_ORDER = {
  isAfter: `(place < ($8::text[])[3]::timestamptz OR (place = ($8::text[])[3]::timestamptz
    AND (job COLLATE "C", key COLLATE "C") > (($8::text[])[2], ($8::text[])[1])))`,
  order: `place DESC, job COLLATE "C", key COLLATE "C"`,
};

/**
 * What was used in a month, in total and by group, from one snapshot: up to `limit` groups that come after `after`. The total
 * does not depend on the page. Reads the rollups only.
 */
export async function readUsage(
  workspaceId: string,
  { from, to }: UsageDays,
  filter: UsageFilter,
  page: { groupBy: UsageGroup; after: UsagePlace | null; limit: number },
): Promise<{ total: UsageSums; rows: UsageGroupRow[] }> {
  const { isAfter, order } = page.groupBy === "run" ? RUN_ORDER : KEY_ORDER;
  const sums = SUM_NAMES.map((name) => `sum(${name}) AS ${name}`).join(", ");
  const [answer] = await pgSql(pool())<{ total: UsageSums; rows: UsageGroupRow[] }>(
    `WITH used AS (${used(page.groupBy)}),
     by_type AS (
       SELECT key, job, credit_type, min(first_at) AS first_at, max(last_at) AS last_at,
              min(recorded_at) AS recorded_at, ${sums}
         FROM used GROUP BY key, job, credit_type HAVING sum(events) > 0
     ), total AS (
       SELECT ${SUMS} FROM (SELECT credit_type, ${sums} FROM by_type GROUP BY credit_type) all_groups
     ), groups AS (
       SELECT key, job, coalesce(min(recorded_at), '-infinity') AS place, min(recorded_at) AS "recordedAt",
              min(first_at) AS "firstAt", max(last_at) AS "lastAt", ${SUMS}
         FROM by_type GROUP BY key, job
     ), page AS (
       SELECT *, ${NAMES[page.groupBy]} AS name FROM groups
        WHERE $8::text[] IS NULL OR ${isAfter} ORDER BY ${order} LIMIT $9
     )
     SELECT (SELECT to_jsonb(total) FROM total) AS total,
            coalesce((SELECT jsonb_agg(to_jsonb(page) - 'place' ORDER BY ${order}) FROM page), '[]') AS rows`,
    [
      workspaceId,
      from,
      to,
      filter.agent ?? null,
      filter.job ?? null,
      filter.feature ?? null,
      filter.source ?? null,
      page.after && arrayLiteral([page.after.key, page.after.job, page.after.recordedAt]),
      page.limit,
    ],
  );
  if (!answer) throw new Error("A SELECT without FROM returns one row");
  return answer;
}
