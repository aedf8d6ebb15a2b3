import type { BudgetUse } from "#lib/core/budgets.ts";
import type { Month } from "#lib/core/months.ts";
import { computeBudgetUse } from "#lib/db/budgets.ts";
import { answersTo, arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { fromStoredLines, fromStoredParts, type Hold } from "./hold.ts";
import { addLots, LEDGER_LOT_COLUMNS, type LedgerLotRow } from "./load.ts";
import type { Missing } from "./missing.ts";
import type { WorkspaceState } from "./state.ts";

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
  await answersTo([
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
