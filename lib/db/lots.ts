import type { Lot, Source } from "#lib/core/grants.ts";
import { pool } from "./pool.ts";
import { pgSql, type Sql } from "./sql.ts";

/** The columns of a lot; `toLot` reshapes them. */
export const LOT_COLUMNS = `workspace_id, id::text AS id, credit_type, source, remaining, held, priority,
  coalesce(paid_minor, 0) > 0 AS paid, effective_at, expires_at`;

export type LotRow = {
  workspace_id: string;
  id: string;
  credit_type: string;
  source: Source;
  remaining: bigint;
  held: bigint;
  priority: number;
  paid: boolean;
  effective_at: Date;
  expires_at: Date | null;
};

export function toLot(row: LotRow): Lot {
  return {
    id: row.id,
    creditType: row.credit_type,
    source: row.source,
    remaining: row.remaining,
    held: row.held,
    priority: row.priority,
    paid: row.paid,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
  };
}

/** The lots of a workspace with something left or held, unlocked: good for an answer without effect. */
export async function readLots(workspaceId: string, sql: Sql = pgSql(pool())): Promise<Lot[]> {
  const rows = await sql<LotRow>(
    `SELECT ${LOT_COLUMNS} FROM "grant" WHERE workspace_id = $1 AND (remaining > 0 OR held > 0)`,
    [workspaceId],
  );
  return rows.map(toLot);
}
