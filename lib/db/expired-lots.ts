import type { Credits } from "#lib/core/credits.ts";
import type { Source } from "#lib/core/grants.ts";
import { standingAt } from "#lib/core/held-lots.ts";
import { DUE_PARTS, HELD_LOT_COLUMNS, type HeldLotRow, toHeldLot } from "./lots.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql } from "./sql.ts";

/** A lot whose time has passed, with what was granted and what was lost. */
export type ExpiredLot = {
  id: string;
  creditType: string;
  source: Source;
  amount: Credits;
  lost: Credits;
  expiredAt: Date;
};

/**
 * The lots that expired in (`from`, `now`], latest first, but for those taken back before. What no posting has moved to `expired` yet is lost all the same.
 * A lot's `expired` transfers are looked for from its expiry on, so that the use before it is not read.
 */
export async function readExpiredLots(workspaceId: string, from: Date, now: Date): Promise<ExpiredLot[]> {
  const rows = await pgSql(pool())<HeldLotRow & { amount: bigint; moved: bigint; expires_at: Date }>(
    `SELECT ${HELD_LOT_COLUMNS}, amount, coalesce(lost.moved, 0)::bigint AS moved
       FROM "grant" g LEFT JOIN ${DUE_PARTS} d USING (workspace_id, id)
       LEFT JOIN LATERAL (SELECT sum(t.amount) AS moved FROM transfer t
                           WHERE t.workspace_id = g.workspace_id AND t.grant_id = g.id
                             AND t.posted_at >= g.expires_at AND t.to_account = 'expired') lost ON true
      WHERE workspace_id = ANY ($1::text[]) AND expires_at > $3 AND expires_at <= $2 AND voided_at IS NULL
      ORDER BY expires_at DESC, id`,
    [arrayLiteral([workspaceId]), now, from],
  );
  return rows.map((row) => {
    const held = toHeldLot(row);
    const { id, creditType, source } = held.lot;
    const lost = standingAt(held, now).remaining + row.moved;
    return { id, creditType, source, amount: row.amount, lost, expiredAt: row.expires_at };
  });
}
