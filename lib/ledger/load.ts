import type { BudgetUse } from "#lib/core/budgets.ts";
import type { Month } from "#lib/core/months.ts";
import { computeBudgetUse } from "#lib/db/budgets.ts";
import { LOT_COLUMNS, type LotRow, toLot } from "#lib/db/lots.ts";
import { arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { fromStoredLines, fromStoredParts, type Hold } from "./hold.ts";
import type { Missing } from "./missing.ts";
import { type StoredWorkspace, type Wallet, WorkspaceState } from "./state.ts";

type HeadRow = {
  workspace_id: string;
  time_zone: string;
  plan: string | null;
  paused: boolean;
  version: bigint;
  seq: bigint;
  posted_at: Date;
  posting: bigint;
  hash: Buffer;
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
  const ids = arrayLiteral([...new Set(workspaceIds)].sort());
  // Sent together and run in this order: what stands after the lock is read as it was left by whoever held it.
  const [, heads, settings, wallets, lots] = await Promise.all([
    lock && lockHeads(sql, ids),
    readHeads(sql, ids),
    readSettings(sql, ids),
    readWallets(sql, ids),
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
  for (const { workspace_id, credit_type, remaining, held } of wallets) {
    states.get(workspace_id)?.wallets.set(credit_type, { remaining, held });
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
    `SELECT h.workspace_id, w.time_zone, w.plan, w.paused_at IS NOT NULL AS paused, h.version, h.seq, h.posted_at, h.posting, h.hash
       FROM ledger_head h JOIN workspace w ON w.id = h.workspace_id
      WHERE h.workspace_id = ANY ($1::text[])`,
    [ids],
  );
}

async function readSettings(sql: Sql, ids: string) {
  const [features, planFeatures, budgets] = await Promise.all([
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

function readWallets(sql: Sql, ids: string): Promise<WalletRow[]> {
  return sql(
    "SELECT workspace_id, credit_type, remaining, held FROM wallet WHERE workspace_id = ANY ($1::text[])",
    [ids],
  );
}

function readOpenLots(sql: Sql, ids: string): Promise<LedgerLotRow[]> {
  return sql(`SELECT ${LEDGER_LOT_COLUMNS} FROM "grant" WHERE workspace_id = ANY ($1::text[]) AND is_open`, [
    ids,
  ]);
}

/** Reads what `missing` names into states that are otherwise whole. What a state knows already stays as it knows it. */
export async function loadMissing(
  sql: Sql,
  states: ReadonlyMap<string, WorkspaceState>,
  missing: ReadonlyMap<string, Missing>,
): Promise<void> {
  const uses = [...missing].flatMap(([workspaceId, { months }]) => {
    const state = states.get(workspaceId);
    return state ? months.map((month) => readBudgetUse(sql, state, month)) : [];
  });
  await Promise.all([
    readDueHolds(sql, states, missing),
    readNamedHolds(sql, states, missing),
    readNamedLots(sql, states, missing),
    ...uses,
  ]);
}

async function readDueHolds(
  sql: Sql,
  states: ReadonlyMap<string, WorkspaceState>,
  missing: ReadonlyMap<string, Missing>,
): Promise<void> {
  const asked = [...missing].flatMap(([id, { holdsUntil }]) => (holdsUntil ? [{ id, holdsUntil }] : []));
  if (asked.length === 0) return;
  const rows = await sql<HoldRow>(
    `SELECT ${HOLD_COLUMNS} FROM unnest($1::text[], $2::timestamptz[]) AS u (workspace_id, until)
       JOIN hold h ON h.workspace_id = u.workspace_id AND h.ended_at IS NULL AND h.expires_at < u.until`,
    [arrayLiteral(asked.map(({ id }) => id)), arrayLiteral(asked.map(({ holdsUntil }) => holdsUntil))],
  );
  addHolds(rows, states);
  for (const { id, holdsUntil } of asked) {
    const state = states.get(id);
    if (state) state.holdsKnownUntil = holdsUntil.getTime();
  }
}

async function readNamedHolds(
  sql: Sql,
  states: ReadonlyMap<string, WorkspaceState>,
  missing: ReadonlyMap<string, Missing>,
): Promise<void> {
  const named = [...missing].flatMap(([id, { holds }]) => holds.map((hold) => ({ id, hold })));
  if (named.length === 0) return;
  const rows = await sql<HoldRow>(
    `SELECT ${HOLD_COLUMNS} FROM unnest($1::text[], $2::uuid[]) AS u (workspace_id, id)
       JOIN hold h ON h.workspace_id = u.workspace_id AND h.id = u.id`,
    [arrayLiteral(named.map(({ id }) => id)), arrayLiteral(named.map(({ hold }) => hold))],
  );
  addHolds(rows, states);
  for (const [id, { holds }] of missing) states.get(id)?.addNoHolds(holds);
}

async function readNamedLots(
  sql: Sql,
  states: ReadonlyMap<string, WorkspaceState>,
  missing: ReadonlyMap<string, Missing>,
): Promise<void> {
  const named = [...missing].flatMap(([id, { grants }]) => grants.map((grant) => ({ id, grant })));
  if (named.length === 0) return;
  const rows = await sql<LedgerLotRow>(
    `SELECT ${LEDGER_LOT_COLUMNS} FROM "grant"
      WHERE (workspace_id, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))`,
    [arrayLiteral(named.map(({ id }) => id)), arrayLiteral(named.map(({ grant }) => grant))],
  );
  addLots(rows, states);
  for (const [id, { grants }] of missing) states.get(id)?.addNoLots(grants);
}

/** What is stored, and what usage says where nothing is: a budget made in the middle of a month begins with what was used. */
async function readBudgetUse(sql: Sql, state: WorkspaceState, month: Month): Promise<void> {
  const { workspaceId, budgets } = state.stored;
  const rows = await sql<{ id: string; spent: bigint; held: bigint }>(
    `SELECT budget_id::text AS id, spent, held FROM budget_use WHERE workspace_id = $1 AND month = $2::date`,
    [workspaceId, `${month}-01`],
  );
  const known = new Map(rows.map(({ id, spent, held }) => [id, { spent, held }]));
  const unknown = budgets.filter(({ id }) => !known.has(id));
  const computed = unknown.length > 0 ? await computeBudgetUse(sql, workspaceId, unknown, month) : new Map();
  const uses = new Map<string, BudgetUse>();
  for (const budget of budgets) {
    const { spent, held } = known.get(budget.id) ?? computed.get(budget.id) ?? { spent: 0n, held: 0n };
    uses.set(budget.id, { ...budget, month, spent, held });
  }
  state.budgetUse.set(month, uses);
  for (const { id } of unknown) {
    const use = uses.get(id);
    if (use) state.computed.push(use);
  }
}

const LEDGER_LOT_COLUMNS = `${LOT_COLUMNS}, voided_at IS NOT NULL AS voided, moved_at`;
type LedgerLotRow = LotRow & { voided: boolean; moved_at: Date };

function addLots(rows: readonly LedgerLotRow[], states: ReadonlyMap<string, WorkspaceState>): void {
  for (const row of rows) {
    const { voided, moved_at: movedAt } = row;
    states.get(row.workspace_id)?.addLot({ ...toLot(row), voided, movedAt });
  }
}

const HOLD_COLUMNS = `h.workspace_id, h.id::text AS id, h.created_at, h.expires_at, h.ended_at, h.ended_how,
  to_char(h.month, 'YYYY-MM') AS month, h.agent, h.job, h.run, h.source, h.actor, h.api_key::text AS api_key, h.rate_version,
  h.metadata::text AS metadata, h.lines, h.parts, h.extended`;

type HoldRow = {
  workspace_id: string;
  id: string;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_how: "captured" | "released" | "expired" | null;
  month: Month;
  agent: string;
  job: string;
  run: string;
  source: Hold["source"];
  actor: string;
  api_key: string | null;
  rate_version: number;
  metadata: string | null;
  lines: Parameters<typeof fromStoredLines>[0];
  parts: Parameters<typeof fromStoredParts>[0];
  extended: Hold["extended"];
};

function addHolds(rows: readonly HoldRow[], states: ReadonlyMap<string, WorkspaceState>): void {
  for (const row of rows) {
    const state = states.get(row.workspace_id);
    if (state && !state.holds.has(row.id)) state.addHold(toHold(row));
  }
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ended: row.ended_at && row.ended_how && { at: row.ended_at, how: row.ended_how },
    month: row.month,
    agent: row.agent || null,
    job: row.job || null,
    run: row.run || null,
    source: row.source,
    actor: row.actor,
    apiKey: row.api_key,
    rateVersion: row.rate_version,
    metadata: row.metadata,
    lines: fromStoredLines(row.lines),
    parts: fromStoredParts(row.parts),
    extended: row.extended,
  };
}

type WalletRow = { workspace_id: string; credit_type: string } & Wallet;
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
