import { LOT_COLUMNS, type LotRow, toLot } from "#lib/db/lots.ts";
import { answersTo, arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { type StoredWorkspace, WorkspaceState } from "./state.ts";

type HeadRow = {
  workspace_id: string;
  time_zone: string;
  plan: string | null;
  paused: boolean;
  version: bigint;
  seq: bigint;
  posted_at: Date;
  posting: bigint;
  hash: string;
};

/**
 * Reads what deciding needs of these workspaces. With `lock`, their heads are locked in sorted order, so that no two
 * transactions wait for each other in a circle, and what is read is what there is until the transaction ends. Without, the
 * caller gives a snapshot, and the version tells later whether it still holds.
 * @returns the states; a workspace that does not exist is missing from the map
 */
export async function loadStates(
  sql: Sql,
  workspaceIds: readonly string[],
  lock: boolean,
): Promise<Map<string, WorkspaceState>> {
  if (workspaceIds.length === 0) return new Map();
  const ids = arrayLiteral([...new Set(workspaceIds)].sort());
  // Sent together and run in this order: what stands after the lock is read as it was left by whoever held it.
  const [, heads, settings, lots] = await answersTo([
    lock && lockHeads(sql, ids),
    readHeads(sql, ids),
    readSettings(sql, ids),
    readOpenLots(sql, ids),
  ]);
  const states = new Map<string, WorkspaceState>();
  for (const { workspace_id, time_zone, posted_at, ...head } of heads) {
    const stored: StoredWorkspace = {
      ...head,
      workspaceId: workspace_id,
      timeZone: time_zone,
      postedAt: posted_at,
      features: settings.features.get(workspace_id) ?? [],
      planFeatures: settings.planFeatures.get(workspace_id) ?? [],
      budgets: settings.budgets.get(workspace_id) ?? [],
    };
    states.set(workspace_id, new WorkspaceState(stored));
  }
  addLots(lots, states);
  return states;
}

/** A statement of its own: one that waits for a lock sees the locked row as it became, and what it joins as it was before. */
async function lockHeads(sql: Sql, ids: string): Promise<void> {
  await sql(
    `SELECT 1 FROM ledger_head WHERE workspace_id = ANY ($1::text[]) ORDER BY workspace_id COLLATE "C" FOR UPDATE`,
    [ids],
  );
}

function readHeads(sql: Sql, ids: string): Promise<HeadRow[]> {
  return sql(
    `SELECT h.workspace_id, w.time_zone, w.plan, w.paused_at IS NOT NULL AS paused, h.version, h.seq, h.posted_at, h.posting,
            encode(h.hash, 'hex') AS hash
       FROM ledger_head h JOIN workspace w ON w.id = h.workspace_id
      WHERE h.workspace_id = ANY ($1::text[])`,
    [ids],
  );
}

async function readSettings(sql: Sql, ids: string) {
  const [features, planFeatures, budgets] = await answersTo([
    sql<FeatureRow>(
      `SELECT workspace_id, feature, state, ends_at AS "endsAt" FROM workspace_feature WHERE workspace_id = ANY ($1::text[])`,
      [ids],
    ),
    sql<FeatureRow>(
      `SELECT w.id AS workspace_id, f.feature, f.state, f.ends_at AS "endsAt"
         FROM workspace w JOIN plan_feature f ON f.plan = w.plan WHERE w.id = ANY ($1::text[])`,
      [ids],
    ),
    sql<BudgetRow>(
      `SELECT workspace_id, id::text AS id, name, scope, subject, credit_type AS "creditType", limit_credits AS limit,
              on_reach AS "onReach"
         FROM budget WHERE workspace_id = ANY ($1::text[]) AND ended_at IS NULL ORDER BY id`,
      [ids],
    ),
  ]);
  return {
    features: byWorkspace(features),
    planFeatures: byWorkspace(planFeatures),
    budgets: byWorkspace(budgets),
  };
}

function readOpenLots(sql: Sql, ids: string): Promise<LedgerLotRow[]> {
  return sql(`SELECT ${LEDGER_LOT_COLUMNS} FROM "grant" WHERE workspace_id = ANY ($1::text[]) AND is_open`, [
    ids,
  ]);
}

export const LEDGER_LOT_COLUMNS = `${LOT_COLUMNS}, voided_at IS NOT NULL AS voided, moved_at`;
export type LedgerLotRow = LotRow & { voided: boolean; moved_at: Date };

export function addLots(rows: readonly LedgerLotRow[], states: ReadonlyMap<string, WorkspaceState>): void {
  for (const row of rows) {
    const { voided, moved_at: movedAt } = row;
    states.get(row.workspace_id)?.addStoredLot({ ...toLot(row), voided, movedAt });
  }
}

type FeatureRow = {
  workspace_id: string;
  feature: string;
  state: "on" | "off" | "trial";
  endsAt: Date | null;
};
type BudgetRow = {
  workspace_id: string;
  id: string;
  name: string;
  scope: "workspace" | "agent" | "job" | "member" | "key";
  subject: string;
  creditType: string;
  limit: bigint;
  onReach: "alert" | "stop";
};

/** The rows of each workspace, in the order in which they were read. */
function byWorkspace<Row extends { workspace_id: string }>(rows: readonly Row[]) {
  const groups = new Map<string, Omit<Row, "workspace_id">[]>();
  for (const { workspace_id, ...row } of rows) {
    const group = groups.get(workspace_id);
    if (group) group.push(row);
    else groups.set(workspace_id, [row]);
  }
  return groups;
}
