import { arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { insertRows } from "./insert-rows.ts";
import type { Writes } from "./write.ts";

const GRANT_COLUMNS = {
  workspace_id: "text",
  id: "uuid",
  credit_type: "text",
  source: "text",
  amount: "bigint",
  remaining: "bigint",
  held: "bigint",
  priority: "integer",
  effective_at: "timestamptz",
  expires_at: "timestamptz",
  paid_minor: "bigint",
  paid_currency: "text",
  purchase_id: "uuid",
  reason: "text",
  created_by: "text",
  created_at: "timestamptz",
};

/** Inserts the new lots as they were granted; what the same list took from them follows in `updateLots`. */
export function insertGrants(sql: Sql, { grants }: Writes): Promise<void> {
  const rows = grants.map(({ workspaceId, actor, now, grant }) => [
    workspaceId,
    grant.id,
    grant.creditType,
    grant.source,
    grant.amount,
    grant.amount,
    0n,
    grant.priority,
    grant.effectiveAt,
    grant.expiresAt,
    grant.paid?.amountMinor ?? null,
    grant.paid?.currency ?? null,
    grant.purchaseId,
    grant.reason,
    actor,
    now,
  ]);
  return insertRows(sql, `"grant"`, GRANT_COLUMNS, rows);
}

/** Stores what is left of every lot that a transfer touched. */
export async function updateLots(sql: Sql, { touched, voided }: Writes): Promise<void> {
  const rows = [...touched].flatMap(([state, { lots }]) =>
    [...lots].flatMap((id) => {
      const lot = state.lots.get(id);
      return lot ? [{ workspaceId: state.workspaceId, lot }] : [];
    }),
  );
  if (rows.length > 0) {
    await sql(
      `UPDATE "grant" g SET remaining = u.remaining, held = u.held
         FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[]) AS u (workspace_id, id, remaining, held)
        WHERE g.workspace_id = u.workspace_id AND g.id = u.id`,
      [
        arrayLiteral(rows.map((row) => row.workspaceId)),
        arrayLiteral(rows.map((row) => row.lot.id)),
        arrayLiteral(rows.map((row) => row.lot.remaining)),
        arrayLiteral(rows.map((row) => row.lot.held)),
      ],
    );
  }
  for (const { workspaceId, grantId, at } of voided) {
    await sql(`UPDATE "grant" SET voided_at = $3::timestamptz WHERE workspace_id = $1 AND id = $2::uuid`, [
      workspaceId,
      grantId,
      at,
    ]);
  }
}
