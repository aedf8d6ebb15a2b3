import type { Credits } from "#lib/core/credits.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

/** One transfer as the ledger keeps it. `change` is what it did to the workspace's balance: held credits are not in it. */
export type LedgerRow = {
  seq: bigint;
  postedAt: Date;
  kind: string;
  creditType: string;
  from: string;
  to: string;
  change: Credits;
  balanceAfter: Credits;
  grantId: string;
  debitId: string | null;
  eventId: string | null;
  actor: string;
};

/** Null: any. */
export type LedgerFilter = { creditType: string | null; kind: string | null; grantId: string | null };

/** The place of a row in the list. */
export type LedgerPlace = { postedAt: Date; seq: bigint };

/**
 * Up to `limit` transfers that come after `after`, newest first. `posted_at` never falls as `seq` rises, so the two order
 * the rows as they were posted and let the primary key serve every page; the first comparison leaves whole months out. What is
 * after a grant's last transfer is not read when only its are asked for.
 */
export function readTransfers(
  workspaceId: string,
  filter: LedgerFilter,
  after: LedgerPlace | null,
  limit: number,
): Promise<LedgerRow[]> {
  return pgSql(pool())<LedgerRow>(
    `SELECT seq, posted_at AS "postedAt", kind, credit_type AS "creditType", from_account AS "from", to_account AS "to",
            CASE WHEN to_account LIKE 'grant:%' THEN amount ELSE 0 END
              - CASE WHEN from_account LIKE 'grant:%' THEN amount ELSE 0 END AS change,
            balance_after AS "balanceAfter", grant_id::text AS "grantId", debit_id::text AS "debitId",
            event_id::text AS "eventId", actor
       FROM transfer
      WHERE workspace_id = $1
        AND ($2::timestamptz IS NULL OR (posted_at <= $2::timestamptz AND (posted_at, seq) < ($2::timestamptz, $3::bigint)))
        AND ($4::text IS NULL OR credit_type = $4)
        AND ($5::text IS NULL OR kind = $5)
        AND ($6::uuid IS NULL OR (
          grant_id = $6::uuid AND posted_at <= (SELECT moved_at FROM "grant" WHERE workspace_id = $1 AND id = $6::uuid)))
      ORDER BY posted_at DESC, seq DESC
      LIMIT $7`,
    [
      workspaceId,
      after?.postedAt ?? null,
      after?.seq ?? null,
      filter.creditType,
      filter.kind,
      filter.grantId,
      limit,
    ],
  );
}
