// For tests of what waits for what: somebody else's transaction, and whoever stands behind it.
import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { pool } from "#lib/db/pool.ts";

/** Waits until `count` statements in the database wait for a lock. */
export async function blocked(count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool().query(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rows.length >= count) return;
    await nextTurn();
  }
}

/** A transaction that has locked the head of a workspace's ledger. */
export async function lockHead(id: string): Promise<pg.PoolClient> {
  const client = await pool().connect();
  await client.query("BEGIN");
  await client.query("SELECT 1 FROM ledger_head WHERE workspace_id = $1 FOR UPDATE", [id]);
  return client;
}

export async function release(client: pg.PoolClient, how: "COMMIT" | "ROLLBACK" = "ROLLBACK"): Promise<void> {
  await client.query(how);
  client.release();
}
