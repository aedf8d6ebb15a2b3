import type { Sql } from "./sql.ts";

/**
 * Locks a workspace's ledger until the transaction ends. Who changes what decides locks it first, as every posting does, so
 * that the two never wait for each other in a circle.
 */
export async function lockLedgerHead(sql: Sql, workspaceId: string): Promise<void> {
  await sql("SELECT 1 FROM ledger_head WHERE workspace_id = $1 FOR UPDATE", [workspaceId]);
}
