import type { Lot, Source } from "#lib/core/grants.ts";
import { gatherReads } from "./gather.ts";
import { pool } from "./pool.ts";
import { arrayLiteral } from "./sql.ts";

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
export async function readLots(workspaceId: string): Promise<readonly Lot[]> {
  return (await readSpendable(workspaceId)) ?? [];
}

const readSpendable = gatherReads<Lot[]>(async (ids) => {
  const { rows } = await pool().query<LotRow>(
    `SELECT ${LOT_COLUMNS} FROM "grant" WHERE workspace_id = ANY ($1::text[]) AND is_open`,
    [arrayLiteral(ids)],
  );
  const lots = new Map<string, Lot[]>();
  for (const row of rows) {
    const known = lots.get(row.workspace_id);
    if (known) known.push(toLot(row));
    else lots.set(row.workspace_id, [toLot(row)]);
  }
  return lots;
});
