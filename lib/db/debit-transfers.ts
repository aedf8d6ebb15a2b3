import type { Credits } from "#lib/core/credits.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

/** One movement of a debit out of one lot, with the lot it came from. */
export type DebitTransfer = {
  seq: bigint;
  postedAt: Date;
  creditType: string;
  amount: Credits;
  balanceAfter: Credits;
  eventId: string;
  grantId: string;
  source: string;
  expiresAt: Date | null;
};

/** The transfers of one debit in the order of their posting; none when it moved nothing or does not exist. */
export function readDebitTransfers(workspaceId: string, debitId: string): Promise<DebitTransfer[]> {
  return pgSql(pool())<DebitTransfer>(
    `SELECT t.seq, t.posted_at AS "postedAt", t.credit_type AS "creditType", t.amount, t.balance_after AS "balanceAfter",
            t.event_id::text AS "eventId", g.id::text AS "grantId", g.source, g.expires_at AS "expiresAt"
       FROM transfer t JOIN "grant" g ON g.workspace_id = t.workspace_id AND g.id = t.grant_id
      WHERE t.workspace_id = $1 AND t.debit_id = $2::uuid AND t.kind = 'debit'
      ORDER BY t.seq`,
    [workspaceId, debitId],
  );
}
