import type { Sql } from "#lib/db/sql.ts";
import { CHAIN_CHECK, SNAPSHOT_CHECK, verifyChains } from "./verify-chain.ts";
import { checks } from "./verify-checks.ts";

/** All that is checked, by name. */
export const LAWS: readonly string[] = [...Object.keys(checks), CHAIN_CHECK, SNAPSHOT_CHECK];

/** One stored sum or row that the transfers do not bear out. */
export type Difference = {
  check: string;
  workspaceId: string;
  subject: string;
  stored: string;
  recomputed: string;
};

/**
 * Recomputes every stored sum from the transfers and usage events alone, in one snapshot.
 * @param workspaceId one workspace, or null for all of them
 * @returns the differences; none when the books are right
 */
export async function verifyLedger(sql: Sql, workspaceId: string | null): Promise<Difference[]> {
  const differences: Difference[] = [];
  await sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const [check, text] of Object.entries(checks)) {
    const rows = await sql<{ workspace_id: string; subject: string; stored: string; recomputed: string }>(
      text,
      [workspaceId],
    );
    for (const { workspace_id, ...row } of rows)
      differences.push({ check, workspaceId: workspace_id, ...row });
  }
  differences.push(...(await verifyChains(sql, workspaceId)));
  return differences;
}
