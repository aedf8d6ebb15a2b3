// The engine as the model test sees it: items go in, outcomes come out, and the rest is raw SQL.
import { invariant } from "#lib/core/invariant.ts";
import { inTransaction, type Sql } from "#lib/db/sql.ts";
import type { Engine } from "../engine.ts";
import { ensurePartitions } from "../partitions.ts";
import { verifyLedger } from "../verify.ts";
import type { Figures } from "./figures.ts";
import type { Ledger } from "./ledger.ts";
import type { Setting } from "./setting.ts";

/**
 * The ledger in the shared pool's database, kept by several engines as by several processes: what is posted at once goes to
 * one of them, and what comes after its answers to the next.
 */
export function engineLedger(engines: readonly Pick<Engine, "post">[]): Ledger {
  let turn = 0;
  let underway = 0;
  return {
    post: async (item) => {
      if (underway === 0) turn += 1;
      underway += 1;
      try {
        const engine = engines[turn % engines.length];
        invariant(engine, "there is an engine");
        return await engine.post(item);
      } finally {
        underway -= 1;
      }
    },
    open: (id, zone, now) => inTransaction((sql) => openWorkspace(sql, id, zone, now)),
    change: (setting) => inTransaction((sql) => changeSetting(sql, setting)),
    figures: (workspaceId) => inTransaction((sql) => storedFigures(sql, workspaceId)),
    problems: async (workspaceId) => {
      const differences = await inTransaction((sql) => verifyLedger(sql, workspaceId));
      return differences.map((difference) => JSON.stringify(difference));
    },
  };
}

/** One without starter credits, on a plan of its own. */
async function openWorkspace(sql: Sql, id: string, zone: string, now: Date): Promise<void> {
  await sql(
    `INSERT INTO workspace (id, name, time_zone, currency, plan, created_at) VALUES ($1, $1, $2, 'EUR', $1, $3::timestamptz)`,
    [id, zone, now],
  );
  await sql("INSERT INTO ledger_head (workspace_id, seq, posted_at) VALUES ($1, 0, $2::timestamptz)", [
    id,
    now,
  ]);
}

async function changeSetting(sql: Sql, setting: Setting): Promise<void> {
  const { workspaceId, now } = setting;
  if (setting.kind === "pause") {
    const pausedAt = setting.paused ? now : null;
    await sql("UPDATE workspace SET paused_at = $2::timestamptz WHERE id = $1", [workspaceId, pausedAt]);
  } else if (setting.kind === "zone") {
    await sql("UPDATE workspace SET time_zone = $2 WHERE id = $1", [workspaceId, setting.zone]);
  } else if (setting.kind === "budget") await changeBudget(sql, setting);
  else await changeFeature(sql, setting);
}

async function changeBudget(sql: Sql, setting: Extract<Setting, { kind: "budget" }>): Promise<void> {
  const { workspaceId, now, id, name, scope, subject, creditType, onReach, limit } = setting;
  const [found] = await sql<{ id: string }>(
    `SELECT id FROM budget WHERE workspace_id = $1 AND scope = $2 AND subject = $3 AND credit_type = $4 AND on_reach = $5
        AND ended_at IS NULL`,
    [workspaceId, scope, subject, creditType, onReach],
  );
  if (found && limit === null) {
    const end = "UPDATE budget SET ended_at = $3::timestamptz WHERE workspace_id = $1 AND id = $2";
    await sql(end, [workspaceId, found.id, now]);
  } else if (found) {
    const change = "UPDATE budget SET limit_credits = $3::bigint WHERE workspace_id = $1 AND id = $2";
    await sql(change, [workspaceId, found.id, limit]);
  } else if (limit !== null) {
    await sql(
      `INSERT INTO budget (workspace_id, id, name, scope, subject, credit_type, limit_credits, on_reach, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $8, $9::timestamptz, 'model')`,
      [workspaceId, id, name, scope, subject, creditType, limit, onReach, now],
    );
  }
}

async function changeFeature(sql: Sql, setting: Extract<Setting, { kind: "feature" }>): Promise<void> {
  const { workspaceId, level, feature, state, endsAt } = setting;
  const [table, owner] = level === "plan" ? ["plan_feature", "plan"] : ["workspace_feature", "workspace_id"];
  await sql(`DELETE FROM ${table} WHERE ${owner} = $1 AND feature = $2`, [workspaceId, feature]);
  if (state === null) return;
  await sql(`INSERT INTO ${table} (${owner}, feature, state, ends_at) VALUES ($1, $2, $3, $4::timestamptz)`, [
    workspaceId,
    feature,
    state,
    endsAt,
  ]);
}

/** name and value of every figure, zeros left out. */
const FIGURES = `
  SELECT 'grant ' || id || ' remaining held' AS name, remaining || ' ' || held AS value
    FROM "grant" WHERE workspace_id = $1 AND (remaining <> 0 OR held <> 0)
  UNION ALL
  SELECT 'wallet ' || credit_type || ' remaining held', remaining || ' ' || held
    FROM wallet WHERE workspace_id = $1 AND (remaining <> 0 OR held <> 0)
  UNION ALL
  SELECT 'hold ' || id, coalesce(ended_how, 'open') FROM hold WHERE workspace_id = $1
  UNION ALL
  SELECT 'budget ' || u.budget_id || ' ' || to_char(u.month, 'YYYY-MM') || ' spent held', u.spent || ' ' || u.held
    FROM budget_use u JOIN budget b ON b.workspace_id = u.workspace_id AND b.id = u.budget_id AND b.ended_at IS NULL
   WHERE u.workspace_id = $1
  UNION ALL
  SELECT 'transfers ' || kind || ' ' || credit_type, sum(amount)::text
    FROM transfer WHERE workspace_id = $1 GROUP BY kind, credit_type
  UNION ALL
  SELECT 'events ' || to_char(day, 'YYYY-MM-DD') || ' ' || credit_type, count(*) || ' ' || sum(credits)
    FROM usage_event WHERE workspace_id = $1 GROUP BY day, credit_type`;

async function storedFigures(sql: Sql, workspaceId: string): Promise<Figures> {
  const rows = await sql<{ name: string; value: string }>(FIGURES, [workspaceId]);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** For all instants that a sequence may reach: without, everything would go to the default partitions. */
export async function preparePartitions(): Promise<void> {
  await inTransaction((sql) => ensurePartitions(sql, new Date("2026-08-01"), new Date("2029-12-01")));
}
