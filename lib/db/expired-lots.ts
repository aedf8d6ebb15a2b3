import type { Credits } from "#lib/core/credits.ts";
import type { Source } from "#lib/core/grants.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

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
export function readExpiredLots(workspaceId: string, from: Date, now: Date): Promise<ExpiredLot[]> {
  return pgSql(pool())<ExpiredLot>(
    `SELECT g.id::text AS id, g.credit_type AS "creditType", g.source, g.amount,
            (g.remaining + coalesce(moved.amount, 0))::bigint AS lost, g.expires_at AS "expiredAt"
       FROM "grant" g
       LEFT JOIN LATERAL (SELECT sum(t.amount) AS amount FROM transfer t
                           WHERE t.workspace_id = g.workspace_id AND t.grant_id = g.id
                             AND t.posted_at >= g.expires_at AND t.to_account = 'expired') moved ON true
      WHERE g.workspace_id = $1 AND g.expires_at > $2 AND g.expires_at <= $3 AND g.voided_at IS NULL
      ORDER BY g.expires_at DESC, g.id`,
    [workspaceId, from, now],
  );
}
