import type { Credits } from "#lib/core/credits.ts";
import type { Lot } from "#lib/core/grants.ts";
import { lotAt } from "#lib/core/held-lots.ts";
import { DUE_PARTS, HELD_LOT_COLUMNS, type HeldLotRow, toHeldLot } from "./lots.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql } from "./sql.ts";

/** A grant with what became of it and who gave it. */
export type AdminGrant = Lot & { amount: Credits; voided: boolean; reason: string; createdBy: string };

type Row = HeldLotRow & { amount: bigint; reason: string; created_by: string };

/** Every grant with something left or held that has not expired at `now`, then the newest `ended` of the others: newest first. */
export async function readAdminGrants(workspaceId: string, ended: number, now: Date): Promise<AdminGrant[]> {
  const rows = await pgSql(pool())<Row>(
    `SELECT * FROM (
       SELECT ${HELD_LOT_COLUMNS}, amount, reason, created_by, created_at, is_current,
              row_number() OVER (PARTITION BY is_current ORDER BY created_at DESC, id DESC) AS place
         FROM (SELECT *, is_open AND (expires_at IS NULL OR expires_at > $2::timestamptz) AS is_current
                 FROM "grant" WHERE workspace_id = ANY ($1::text[])) g
         LEFT JOIN ${DUE_PARTS} d USING (workspace_id, id)) x
      WHERE is_current OR place <= $3 ORDER BY is_current DESC, place`,
    [arrayLiteral([workspaceId]), now, ended],
  );
  return rows.map((row) => {
    const held = toHeldLot(row);
    const { amount, reason, created_by: createdBy } = row;
    return { ...lotAt(held, now), amount, reason, createdBy, voided: held.voided };
  });
}
