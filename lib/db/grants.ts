import type { Credits } from "#lib/core/credits.ts";
import type { Lot } from "#lib/core/grants.ts";
import { LOT_COLUMNS, type LotRow, toLot } from "./lots.ts";
import { pool } from "./pool.ts";
import { pgSql } from "./sql.ts";

/** A lot with what was granted and paid for it. */
export type GrantRow = Lot & {
  amount: Credits;
  paidPrice: { amountMinor: bigint; currency: string } | null;
};

type Row = LotRow & { amount: bigint; paid_minor: bigint | null; paid_currency: string | null };

/** The grants of a workspace with something left or held, in no order. */
export async function readOpenGrants(workspaceId: string): Promise<GrantRow[]> {
  const rows = await pgSql(pool())<Row>(
    `SELECT ${LOT_COLUMNS}, amount, paid_minor, paid_currency FROM "grant"
      WHERE workspace_id = $1 AND is_open`,
    [workspaceId],
  );
  return rows.map((row) => ({
    ...toLot(row),
    amount: row.amount,
    paidPrice:
      row.paid_minor !== null && row.paid_currency !== null
        ? { amountMinor: row.paid_minor, currency: row.paid_currency }
        : null,
  }));
}
