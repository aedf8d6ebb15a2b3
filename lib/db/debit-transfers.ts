import type { Credits } from "#lib/core/credits.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

/** One movement of a debit out of one lot, with the lot it came from. */
export type DebitTransfer = {
  seq: bigint;
  creditType: string;
  amount: Credits;
  balanceAfter: Credits;
  eventId: string;
  grantId: string;
  source: string;
  expiresAt: Date | null;
};

/** The transfers of one debit, which was posted at `at`, in their order; none when it moved nothing. */
export function readDebitTransfers(workspaceId: string, debitId: string, at: Date): Promise<DebitTransfer[]> {
  return pgSql(pool())<DebitTransfer>(
    `SELECT t.seq, t.credit_type AS "creditType", t.amount, t.balance_after AS "balanceAfter",
            t.event_id::text AS "eventId", g.id::text AS "grantId", g.source, g.expires_at AS "expiresAt"
       FROM transfer t JOIN "grant" g ON g.workspace_id = t.workspace_id AND g.id = t.grant_id
      WHERE t.workspace_id = $1 AND t.posted_at = $3 AND t.debit_id = $2::uuid AND t.kind = 'debit'
      ORDER BY t.seq`,
    [workspaceId, debitId, at],
  );
}
