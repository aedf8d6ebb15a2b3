import { type Credits, sum } from "#lib/core/credits.ts";
import { hasExpired, isEffective } from "#lib/core/grants.ts";
import { standingAt } from "#lib/core/held-lots.ts";
import { type HeldGrant, readHeldGrants } from "./grants.ts";
import { inTransaction, type Sql } from "./sql.ts";

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
  return inTransaction(async (sql) => {
    await sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const sums = await readSums(sql, workspaceId);
    const grants = await readHeldGrants(sql, workspaceId, now);
    return sums.map((row) => toTerms(row, grants, now));
  });
}

type Sums = { creditType: string; amount: Credits; used: Credits; expired: Credits; revoked: Credits };

/** All that was ever granted and used, and moved to `expired` and `revoked`. */
function readSums(sql: Sql, workspaceId: string): Promise<Sums[]> {
  return sql<Sums>(
    `WITH lots AS (
       SELECT credit_type, sum(amount) AS amount FROM "grant" WHERE workspace_id = $1 GROUP BY credit_type
     ), used AS (
       SELECT credit_type, sum(credits) AS credits FROM usage_daily WHERE workspace_id = $1 GROUP BY credit_type
     ), gone AS (
       SELECT credit_type,
              coalesce(sum(amount) FILTER (WHERE to_account = 'expired'), 0) AS expired,
              coalesce(sum(amount) FILTER (WHERE to_account = 'revoked'), 0) AS revoked
         FROM transfer WHERE workspace_id = $1 AND to_account IN ('expired', 'revoked') GROUP BY credit_type
     )
     SELECT l.credit_type AS "creditType", l.amount::bigint AS amount, coalesce(u.credits, 0)::bigint AS used,
            coalesce(g.expired, 0)::bigint AS expired, coalesce(g.revoked, 0)::bigint AS revoked
       FROM lots l LEFT JOIN used u USING (credit_type) LEFT JOIN gone g USING (credit_type)`,
    [workspaceId],
  );
}

/** The sums, with what nobody has written down yet: holds that are due have given back, and lots that are due have expired. */
function toTerms({ amount, ...sums }: Sums, grants: readonly HeldGrant[], now: Date): BalanceTerms {
  const own = grants.filter(({ lot }) => lot.creditType === sums.creditType);
  const standings = own.map((held) => ({ lot: held.lot, ...standingAt(held, now) }));
  const due = standings.filter(({ lot }) => hasExpired(lot, now));
  const spendable = standings.filter(({ lot }) => isEffective(lot, now));
  const later = standings.filter(({ lot }) => lot.effectiveAt > now);
  const remainingOf = (some: typeof standings) => sum(some.map(({ remaining }) => remaining));
  const scheduled = remainingOf(later);
  return {
    creditType: sums.creditType,
    granted: amount - scheduled,
    used: sums.used,
    expired: sums.expired + remainingOf(due),
    revoked: sums.revoked + sum(standings.map(({ revoked }) => revoked)),
    held: sum(standings.map(({ held }) => held)),
    available: remainingOf(spendable),
    scheduled,
  };
}
