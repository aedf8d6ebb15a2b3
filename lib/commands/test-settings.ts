// For tests: what a change of a setting leaves behind.
import type { TestDatabase } from "#lib/db/test-database.ts";

/** How often something that decides has changed in a workspace: processes that remember it look here. */
export async function versionOf({ pool }: TestDatabase, workspaceId: string): Promise<bigint> {
  const { rows } = await pool.query("SELECT version FROM ledger_head WHERE workspace_id = $1", [workspaceId]);
  return rows[0].version;
}

/** The audit entries of a workspace ('' for the platform), oldest first. */
export function auditOf({ prisma }: TestDatabase, workspaceId: string) {
  return prisma.auditEntry.findMany({
    where: { workspaceId },
    orderBy: { id: "asc" },
    omit: { id: true, workspaceId: true },
  });
}
