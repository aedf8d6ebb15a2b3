// For tests of verify: books that somebody changed behind the ledger's back, and what verify says of them.
import { invariant } from "#lib/core/invariant.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql, type Sql } from "#lib/db/sql.ts";
import { verifyLedger } from "./verify.ts";

/** What the owner of the tables can do about the walls around them. */
const PAST_THE_WALLS = [
  "GRANT UPDATE, DELETE ON transfer, posting TO CURRENT_USER",
  "ALTER TABLE transfer DISABLE TRIGGER USER",
  "ALTER TABLE posting DISABLE TRIGGER USER",
];

/**
 * The laws that verify names after `statement` changed something of a workspace ($1), whether it looks at that workspace or at
 * all of them. Nothing of it stays.
 */
export async function lawsBroken(workspaceId: string, statement: string): Promise<string[]> {
  const client = await pool().connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    for (const wall of PAST_THE_WALLS) await client.query(wall);
    const { rowCount } = await client.query(statement, [workspaceId]);
    invariant(rowCount !== null && rowCount > 0, "what changes nothing shows nothing");
    const sql = pgSql(client);
    const [one, all] = [await lawsOf(sql, workspaceId), await lawsOf(sql, null)];
    return one.filter((law) => all.includes(law));
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

async function lawsOf(sql: Sql, workspaceId: string | null): Promise<string[]> {
  const differences = await verifyLedger(sql, workspaceId);
  return [...new Set(differences.map(({ check }) => check))];
}
