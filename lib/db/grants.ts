import type { Credits } from "#lib/core/credits.ts";
import type { Lot } from "#lib/core/grants.ts";
import { type HeldLot, lotsAt } from "#lib/core/held-lots.ts";
import { DUE_PARTS, HELD_LOT_COLUMNS, type HeldLotRow, toHeldLot } from "./lots.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql, type Sql } from "./sql.ts";

/** A lot with what was granted and paid for it. */
export type GrantRow = Lot & {
  amount: Credits;
  paidPrice: { amountMinor: bigint; currency: string } | null;
};
export type HeldGrant = HeldLot & { lot: GrantRow };

/** What there is of a grant beside its lot; `toGrantRow` reshapes it. */
export const TERM_COLUMNS = "amount, paid_minor, paid_currency";
export type TermRow = { amount: bigint; paid_minor: bigint | null; paid_currency: string | null };

export function toGrantRow(lot: Lot, { amount, paid_minor, paid_currency }: TermRow): GrantRow {
  const isPriced = paid_minor !== null && paid_currency !== null;
  return {
    ...lot,
    amount,
    paidPrice: isPriced ? { amountMinor: paid_minor, currency: paid_currency } : null,
  };
}

/** The grants of a workspace with something left or held at `now`, in no order. */
export async function readOpenGrants(workspaceId: string, now: Date): Promise<GrantRow[]> {
  return lotsAt(await readHeldGrants(pgSql(pool()), workspaceId, now), now);
}

/** The grants of a workspace with something left or held as it is written down, and what holds that are due at `now` keep of them. */
export async function readHeldGrants(sql: Sql, workspaceId: string, now: Date): Promise<HeldGrant[]> {
  const rows = await sql<HeldLotRow & TermRow>(
    `SELECT ${HELD_LOT_COLUMNS}, ${TERM_COLUMNS} FROM "grant" LEFT JOIN ${DUE_PARTS} d USING (workspace_id, id)
      WHERE workspace_id = ANY ($1::text[]) AND is_open`,
    [arrayLiteral([workspaceId]), now],
  );
  return rows.map((row) => {
    const held = toHeldLot(row);
    return { ...held, lot: toGrantRow(held.lot, row) };
  });
}
