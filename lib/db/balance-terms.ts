import type { Credits } from "#lib/core/credits.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

/** Micro-credits. granted - used - expired - revoked - held = available. */
export type BalanceTerms = {
  creditType: string;
  /** All that came in, without what only starts later. */
  granted: Credits;
  used: Credits;
  /** Moved to `expired`, and what has expired since without having been moved yet. */
  expired: Credits;
  revoked: Credits;
  held: Credits;
  available: Credits;
  /** Of grants that are not effective yet: in no other term. */
  scheduled: Credits;
};

/** The terms of every credit type that the workspace ever had, from one snapshot. */
export function readBalanceTerms(workspaceId: string, now: Date): Promise<BalanceTerms[]> {
  return pgSql(pool())<BalanceTerms>(
    `WITH lots AS (
       SELECT credit_type, sum(amount) AS amount, sum(held) AS held,
              coalesce(sum(remaining) FILTER (WHERE expires_at <= $2), 0) AS due,
              coalesce(sum(remaining) FILTER (WHERE effective_at > $2), 0) AS scheduled,
              coalesce(sum(remaining) FILTER (WHERE effective_at <= $2 AND (expires_at IS NULL OR expires_at > $2)), 0) AS available
         FROM "grant" WHERE workspace_id = $1 GROUP BY credit_type
     ), used AS (
       SELECT credit_type, sum(credits) AS credits FROM usage_daily WHERE workspace_id = $1 GROUP BY credit_type
     ), gone AS (
       SELECT credit_type,
              coalesce(sum(amount) FILTER (WHERE to_account = 'expired'), 0) AS expired,
              coalesce(sum(amount) FILTER (WHERE to_account = 'revoked'), 0) AS revoked
         FROM transfer WHERE workspace_id = $1 AND to_account IN ('expired', 'revoked') GROUP BY credit_type
     )
     SELECT l.credit_type AS "creditType", (l.amount - l.scheduled)::bigint AS granted,
            coalesce(u.credits, 0)::bigint AS used, (coalesce(g.expired, 0) + l.due)::bigint AS expired,
            coalesce(g.revoked, 0)::bigint AS revoked, l.held::bigint AS held, l.available::bigint AS available,
            l.scheduled::bigint AS scheduled
       FROM lots l LEFT JOIN used u USING (credit_type) LEFT JOIN gone g USING (credit_type)`,
    [workspaceId, now],
  );
}
