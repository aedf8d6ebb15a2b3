import type { Budget, BudgetUse } from "#lib/core/budgets.ts";
import type { Credits } from "#lib/core/credits.ts";
import type { Month } from "#lib/core/months.ts";
import { gatherReads } from "./gather.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql, type Sql } from "./sql.ts";

const COLUMNS = `id::text AS id, name, scope, subject, credit_type AS "creditType", limit_credits AS "limit",
  on_reach AS "onReach"`;

/** The budgets of each workspace that have not ended, the first made first. A workspace without any is missing from the map. */
export async function readBudgets(sql: Sql, workspaceIds: readonly string[]): Promise<Map<string, Budget[]>> {
  const rows = await sql<Budget & { workspaceId: string }>(
    `SELECT workspace_id AS "workspaceId", ${COLUMNS} FROM budget
      WHERE workspace_id = ANY ($1::text[]) AND ended_at IS NULL ORDER BY workspace_id, id`,
    [arrayLiteral(workspaceIds)],
  );
  const budgets = new Map<string, Budget[]>();
  for (const { workspaceId, ...budget } of rows) {
    const known = budgets.get(workspaceId);
    if (known) known.push(budget);
    else budgets.set(workspaceId, [budget]);
  }
  return budgets;
}

const gathered = gatherReads((ids) => readBudgets(pgSql(pool()), ids));

/** The budgets of one workspace, read together with those that others ask for. */
export async function budgetsOf(workspaceId: string): Promise<readonly Budget[]> {
  return (await gathered(workspaceId)) ?? [];
}

type Use = { spent: Credits; held: Credits };

/**
 * What counts in each budget in a month, from the usage and the open holds themselves: usage events whose local day is in it,
 * and what is left of holds made in it that have not ended. Those that are due count until somebody ends them.
 * @returns micro-credits by the budget's id, one entry for each of `budgets`
 */
export function computeBudgetUse(
  sql: Sql,
  workspaceId: string,
  budgets: readonly Budget[],
  month: Month,
): Promise<Map<string, Use>> {
  return readUse(sql, { workspaceId, budgets, month, trustsStored: false, openAt: null });
}

/**
 * The budgets with what counts in them in a month, as seen at `now`: what is stored of their use, computed where nothing is;
 * and holds that are due at `now` have been given back, whether or not somebody wrote that down.
 */
export async function readBudgetUse(
  sql: Sql,
  workspaceId: string,
  budgets: readonly Budget[],
  month: Month,
  now: Date,
): Promise<BudgetUse[]> {
  if (budgets.length === 0) return [];
  const uses = await readUse(sql, { workspaceId, budgets, month, trustsStored: true, openAt: now });
  return budgets.map((budget) => ({ ...budget, month, spent: 0n, held: 0n, ...uses.get(budget.id) }));
}

type Asked = {
  workspaceId: string;
  budgets: readonly Budget[];
  month: Month;
  /** Whether what is stored as spent is taken for what was spent. */
  trustsStored: boolean;
  /** Holds that expire by then count no more; null: all that have not ended count. */
  openAt: Date | null;
};

/**
 * One statement, so one moment: a capture moves held to spent, and is seen whole or not at all. Days are sums, so events are
 * only read for members and keys; an event's instant is within two days of its local day, wherever that is, which finds the
 * partitions.
 */
const USE = `
  WITH asked AS MATERIALIZED (
    SELECT a.*, u.spent AS stored
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS a (id, scope, subject, credit_type)
      LEFT JOIN budget_use u ON $7::boolean AND u.workspace_id = $1 AND u.budget_id = a.id AND u.month = $6::date
  ), day AS MATERIALIZED (
    SELECT credit_type, agent, job, sum(credits) AS credits FROM usage_daily
     WHERE workspace_id = $1 AND day >= $6::date AND day < $6::date + interval '1 month'
       AND EXISTS (SELECT FROM asked WHERE stored IS NULL AND scope IN ('workspace', 'agent', 'job'))
     GROUP BY credit_type, agent, job
  ), event AS MATERIALIZED (
    SELECT credit_type, actor, api_key::text AS api_key, sum(credits) AS credits FROM usage_event
     WHERE workspace_id = $1 AND day >= $6::date AND day < $6::date + interval '1 month'
       AND occurred_at >= ($6::date - interval '2 days') AT TIME ZONE 'UTC'
       AND occurred_at < ($6::date + interval '1 month 2 days') AT TIME ZONE 'UTC'
       AND EXISTS (SELECT FROM asked WHERE stored IS NULL AND scope IN ('member', 'key'))
     GROUP BY credit_type, actor, api_key
  ), kept AS MATERIALIZED (
    SELECT p."creditType" AS credit_type, h.agent, h.job, h.actor, h.api_key::text AS api_key, sum(p."left") AS credits
      FROM hold h CROSS JOIN LATERAL jsonb_to_recordset(h.parts) AS p ("creditType" text, "left" bigint)
     WHERE h.workspace_id = $1 AND h.ended_at IS NULL AND h.month = $6::date
       AND ($8::timestamptz IS NULL OR h.expires_at > $8::timestamptz)
     GROUP BY p."creditType", h.agent, h.job, h.actor, h.api_key
  )
  SELECT a.id::text AS id,
         coalesce(a.stored,
           (SELECT sum(d.credits) FROM day d WHERE d.credit_type = a.credit_type
               AND CASE a.scope WHEN 'workspace' THEN true WHEN 'agent' THEN d.agent = a.subject
                                WHEN 'job' THEN d.job = a.subject ELSE false END),
           (SELECT sum(e.credits) FROM event e WHERE e.credit_type = a.credit_type
               AND CASE a.scope WHEN 'member' THEN e.actor = a.subject WHEN 'key' THEN e.api_key = a.subject ELSE false END),
           0)::bigint AS spent,
         coalesce(
           (SELECT sum(k.credits) FROM kept k WHERE k.credit_type = a.credit_type
               AND CASE a.scope WHEN 'workspace' THEN true WHEN 'agent' THEN k.agent = a.subject
                                WHEN 'job' THEN k.job = a.subject WHEN 'member' THEN k.actor = a.subject
                                ELSE k.api_key = a.subject END),
           0)::bigint AS held
    FROM asked a`;

async function readUse(sql: Sql, asked: Asked): Promise<Map<string, Use>> {
  const { workspaceId, budgets, month, trustsStored, openAt } = asked;
  const rows = await sql<{ id: string } & Use>(USE, [
    workspaceId,
    arrayLiteral(budgets.map(({ id }) => id)),
    arrayLiteral(budgets.map(({ scope }) => scope)),
    arrayLiteral(budgets.map(({ subject }) => subject)),
    arrayLiteral(budgets.map(({ creditType }) => creditType)),
    `${month}-01`,
    trustsStored,
    openAt,
  ]);
  return new Map(rows.map(({ id, spent, held }) => [id, { spent, held }]));
}

/** Writes a new budget. The caller has locked the workspace's ledger. */
export async function insertBudget(
  sql: Sql,
  workspaceId: string,
  budget: Budget,
  created: { at: Date; by: string },
): Promise<void> {
  const { id, name, scope, subject, creditType, limit, onReach } = budget;
  await sql(
    `INSERT INTO budget (workspace_id, id, name, scope, subject, credit_type, limit_credits, on_reach, created_at, created_by)
     VALUES ($1, $2::uuid, $3, $4, $5, $6, $7::bigint, $8, $9::timestamptz, $10)`,
    [workspaceId, id, name, scope, subject, creditType, limit, onReach, created.at, created.by],
  );
}

/** Changes what may change of a budget. The caller has locked the workspace's ledger. */
export async function updateBudget(
  sql: Sql,
  workspaceId: string,
  { id, name, limit, onReach }: Budget,
): Promise<void> {
  await sql(
    `UPDATE budget SET name = $3, limit_credits = $4::bigint, on_reach = $5 WHERE workspace_id = $1 AND id = $2::uuid`,
    [workspaceId, id, name, limit, onReach],
  );
}

/** Ends a budget and returns it; null when the workspace has no such budget that has not ended. */
export async function endBudgetRow(
  sql: Sql,
  workspaceId: string,
  id: string,
  at: Date,
): Promise<Budget | null> {
  const [budget] = await sql<Budget>(
    `UPDATE budget SET ended_at = $3::timestamptz WHERE workspace_id = $1 AND id = $2::uuid AND ended_at IS NULL
     RETURNING ${COLUMNS}`,
    [workspaceId, id, at],
  );
  return budget ?? null;
}
