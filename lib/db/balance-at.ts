// The past of a balance, from the snapshot that began its day and the transfers of that day alone: a workspace's history, however
// long, is not read. A day without postings needs neither, since nothing changed since the snapshot before it.

import type { Credits } from "#lib/core/credits.ts";
import type { HeldPart } from "#lib/core/held-lots.ts";
import { type HeldGrant, TERM_COLUMNS, type TermRow, toGrantRow } from "./grants.ts";
import { LOT_COLUMNS, type LotRow, toLot } from "./lots.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql, type Sql } from "./sql.ts";

/**
 * The grants that had something left or held at `at`, as it was written down then, and all that open holds kept of them; none
 * before the workspace existed. What was posted at that very instant is in it. Of the last seconds only what is committed: what
 * is under way now will be there with the time at which it came.
 */
export async function readGrantsAt(workspaceId: string, at: Date): Promise<HeldGrant[]> {
  const sql = pgSql(pool());
  const began = await readSnapshot(sql, workspaceId, at);
  const sums = await sql<Flow>(TRANSFERS_SINCE, [workspaceId, began.from, at, began.seq]);
  const { lots, keeps } = addUp([...began.flows, ...sums]);
  const [grants, expiries] = await Promise.all([
    readGrants(sql, workspaceId, [...lots.keys()], at),
    readExpiries(sql, workspaceId, [...new Set(keeps.map(({ holdId }) => holdId))]),
  ]);
  const parts = Map.groupBy(keeps, ({ grantId }) => grantId);
  return grants.map(({ lot, voided }) => ({
    lot: { ...lot, ...lots.get(lot.id) },
    voided,
    parts: (parts.get(lot.id) ?? []).map(({ holdId, left }) => toPart(left, expiries.get(holdId))),
  }));
}

/** What one grant got and gave, itself and with one hold; null for what no hold had part in. */
type Flow = { grantId: string; holdId: string | null; remaining: Credits; held: Credits };

type Snapshot = {
  seq: bigint;
  lots: { id: string; remaining: string; held: string }[];
  holds: { id: string; parts: { grant: string; left: string }[] }[];
  day: string;
};

/** How the day of `at` began, or a day before it after which nothing was posted; nothing at all before the first. */
async function readSnapshot(sql: Sql, workspaceId: string, at: Date) {
  const [row] = await sql<Snapshot>(
    `SELECT seq, lots, holds, to_char(day, 'YYYY-MM-DD') AS day FROM balance_snapshot
      WHERE workspace_id = $1 AND day <= $2::date ORDER BY day DESC LIMIT 1`,
    [workspaceId, at.toISOString().slice(0, 10)],
  );
  if (!row) return { seq: 0n, from: new Date(0), flows: [] };
  const kept = row.holds.flatMap(({ id, parts }) =>
    parts.map(({ grant, left }) => ({ grantId: grant, holdId: id, remaining: 0n, held: BigInt(left) })),
  );
  // What holds keep is told by the holds; a lot's own sum of it would count it twice.
  const own = row.lots.map(({ id, remaining }) => {
    return { grantId: id, holdId: null, remaining: BigInt(remaining), held: 0n };
  });
  return { seq: row.seq, from: new Date(`${row.day}T00:00:00.000Z`), flows: [...own, ...kept] };
}

/** The transfers of a workspace ($1) from one instant ($2) to another ($3), after number $4, added up by grant and hold. */
export const TRANSFERS_SINCE = `
  SELECT grant_id::text AS "grantId", hold_id::text AS "holdId",
         sum(CASE WHEN to_account LIKE 'grant:%' THEN amount ELSE 0 END
           - CASE WHEN from_account LIKE 'grant:%' THEN amount ELSE 0 END)::bigint AS remaining,
         sum(CASE WHEN to_account LIKE 'hold:%' THEN amount ELSE 0 END
           - CASE WHEN from_account LIKE 'hold:%' THEN amount ELSE 0 END)::bigint AS held
    FROM transfer
   WHERE workspace_id = $1 AND posted_at >= $2::timestamptz AND posted_at <= $3::timestamptz AND seq > $4::bigint
   GROUP BY 1, 2`;

type Keep = { grantId: string; holdId: string; left: Credits };

function addUp(flows: readonly Flow[]) {
  const sums = new Map<string, { remaining: Credits; held: Credits }>();
  const kept = new Map<string, Keep>();
  for (const { grantId, holdId, remaining, held } of flows) {
    const lot = sums.get(grantId) ?? { remaining: 0n, held: 0n };
    sums.set(grantId, { remaining: lot.remaining + remaining, held: lot.held + held });
    if (holdId === null) continue;
    const left = kept.get(`${holdId} ${grantId}`)?.left ?? 0n;
    kept.set(`${holdId} ${grantId}`, { grantId, holdId, left: left + held });
  }
  const lots = new Map([...sums].filter(([, { remaining, held }]) => remaining > 0n || held > 0n));
  return { lots, keeps: [...kept.values()].filter(({ left }) => left > 0n) };
}

async function readGrants(sql: Sql, workspaceId: string, ids: readonly string[], at: Date) {
  const rows = await sql<LotRow & TermRow & { voided: boolean }>(
    `SELECT ${LOT_COLUMNS}, ${TERM_COLUMNS}, coalesce(voided_at <= $3::timestamptz, false) AS voided FROM "grant"
      WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
    [workspaceId, arrayLiteral(ids), at],
  );
  return rows.map((row) => ({ lot: toGrantRow(toLot(row), row), voided: row.voided }));
}

/**
 * When holds expire, by id, with all extensions. That is enough for the past, too: what was extended later was still open then,
 * so it was not due, by its old expiry or by its new one.
 */
async function readExpiries(
  sql: Sql,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; expiresAt: Date }>(
    `SELECT id::text AS id, expires_at AS "expiresAt" FROM hold WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
    [workspaceId, arrayLiteral(ids)],
  );
  return new Map(rows.map(({ id, expiresAt }) => [id, expiresAt]));
}

function toPart(left: Credits, expiresAt: Date | undefined): HeldPart {
  if (!expiresAt) throw new Error("What keeps credits is a hold of this workspace");
  return { left, expiresAt };
}
