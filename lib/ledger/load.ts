import type { Credits } from "#lib/core/credits.ts";
import type { Lot } from "#lib/core/grants.ts";
import { LOT_COLUMNS, type LotRow, toLot } from "#lib/db/lots.ts";
import { arrayLiteral, type Sql } from "#lib/db/sql.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";

type Wallet = { remaining: Credits; held: Credits };

/** One workspace as the posting transaction holds it, locked. The lots are those with something left, and those an item names. */
export type WorkspaceState = {
  workspaceId: string;
  timeZone: string;
  paused: boolean;
  seq: bigint;
  postedAt: Date;
  lots: Map<string, Lot>;
  wallets: Map<string, Wallet>;
  /** Answers by idempotency key, those stored before and those of this transaction. */
  answers: Map<string, StoredAnswer>;
};

type StoredAnswer = { bodyHash: string; result: PostingOutcome["result"] };

type HeadRow = { workspace_id: string; seq: bigint; posted_at: Date; time_zone: string; paused: boolean };
/**
 * Locks the workspaces of `items` in sorted order, so that no two transactions wait for each other in a circle, and reads
 * all that deciding them needs. A workspace that does not exist is missing from the map.
 */
export async function loadLocked(
  sql: Sql,
  items: readonly PostingItem[],
): Promise<Map<string, WorkspaceState>> {
  const ids = [...new Set(items.map((item) => item.workspaceId))].sort();
  const states = await lockHeads(sql, ids);
  await readWallets(sql, ids, states);
  await readLots(sql, ids, items, states);
  await readAnswers(sql, items, states);
  return states;
}

async function lockHeads(sql: Sql, ids: string[]): Promise<Map<string, WorkspaceState>> {
  const rows = await sql<HeadRow>(
    `SELECT h.workspace_id, h.seq, h.posted_at, w.time_zone, w.paused_at IS NOT NULL AS paused
       FROM ledger_head h JOIN workspace w ON w.id = h.workspace_id
      WHERE h.workspace_id = ANY ($1::text[])
      ORDER BY h.workspace_id
        FOR UPDATE OF h`,
    [arrayLiteral(ids)],
  );
  return new Map(
    rows.map((row) => [
      row.workspace_id,
      {
        workspaceId: row.workspace_id,
        timeZone: row.time_zone,
        paused: row.paused,
        seq: row.seq,
        postedAt: row.posted_at,
        lots: new Map(),
        wallets: new Map(),
        answers: new Map(),
      },
    ]),
  );
}

async function readWallets(sql: Sql, ids: string[], states: Map<string, WorkspaceState>): Promise<void> {
  const rows = await sql<{ workspace_id: string; credit_type: string } & Wallet>(
    `SELECT workspace_id, credit_type, remaining, held FROM wallet WHERE workspace_id = ANY ($1::text[])`,
    [arrayLiteral(ids)],
  );
  for (const { workspace_id, credit_type, remaining, held } of rows) {
    states.get(workspace_id)?.wallets.set(credit_type, { remaining, held });
  }
}

async function readLots(
  sql: Sql,
  ids: string[],
  items: readonly PostingItem[],
  states: Map<string, WorkspaceState>,
): Promise<void> {
  const rows = await sql<LotRow>(
    `SELECT ${LOT_COLUMNS} FROM "grant" WHERE workspace_id = ANY ($1::text[]) AND (remaining > 0 OR held > 0)`,
    [arrayLiteral(ids)],
  );
  const named = items.flatMap((item) => (item.kind === "void" ? [item] : []));
  if (named.length > 0) {
    rows.push(
      ...(await sql<LotRow>(
        `SELECT ${LOT_COLUMNS} FROM "grant"
          WHERE (workspace_id, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))`,
        [
          arrayLiteral(named.map((item) => item.workspaceId)),
          arrayLiteral(named.map((item) => item.grantId)),
        ],
      )),
    );
  }
  for (const row of rows) states.get(row.workspace_id)?.lots.set(row.id, toLot(row));
}

/** Read after the lock, so an answer that another process stored a moment ago is seen. */
async function readAnswers(
  sql: Sql,
  items: readonly PostingItem[],
  states: Map<string, WorkspaceState>,
): Promise<void> {
  const keyed = items.flatMap((item) => (item.kind === "expire" ? [] : [item]));
  if (keyed.length === 0) return;
  const rows = await sql<{
    workspace_id: string;
    key: string;
    body_hash: string;
    answer: string;
  }>(
    `SELECT k.workspace_id, k.key, encode(k.body_hash, 'hex') AS body_hash, k.answer
       FROM unnest($1::text[], $2::text[]) AS asked (workspace_id, key)
       JOIN idempotency_key k ON k.workspace_id = asked.workspace_id AND k.key = asked.key`,
    [arrayLiteral(keyed.map((item) => item.workspaceId)), arrayLiteral(keyed.map((item) => item.key))],
  );
  for (const row of rows) {
    states
      .get(row.workspace_id)
      ?.answers.set(row.key, { bodyHash: row.body_hash, result: JSON.parse(row.answer) });
  }
}
