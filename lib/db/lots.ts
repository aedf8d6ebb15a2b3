import type { Lot, Source } from "#lib/core/grants.ts";
import { type HeldLot, type HeldPart, lotsAt } from "#lib/core/held-lots.ts";
import { gatherReads } from "./gather.ts";
import { pool } from "./pool.ts";
import { arrayLiteral } from "./sql.ts";

/** The columns of a lot; `toLot` reshapes them. */
export const LOT_COLUMNS = `workspace_id, id::text AS id, credit_type, source, remaining, held, priority,
  coalesce(paid_minor, 0) > 0 AS paid, effective_at, expires_at`;

export type LotRow = {
  workspace_id: string;
  id: string;
  credit_type: string;
  source: Source;
  remaining: bigint;
  held: bigint;
  priority: number;
  paid: boolean;
  effective_at: Date;
  expires_at: Date | null;
};

export function toLot(row: LotRow): Lot {
  return {
    id: row.id,
    creditType: row.credit_type,
    source: row.source,
    remaining: row.remaining,
    held: row.held,
    priority: row.priority,
    paid: row.paid,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
  };
}

/**
 * What the holds of the workspaces in $1 keep of each lot that have not ended though they are due at $2; joined to "grant" by
 * USING, in the statement that reads the lots, so that both are of one moment.
 */
export const DUE_PARTS = `(
  SELECT h.workspace_id, p."grant" AS id,
         jsonb_agg(jsonb_build_object('left', p."left", 'at', (extract(epoch FROM h.expires_at) * 1000)::bigint)) AS due
    FROM hold h CROSS JOIN LATERAL jsonb_to_recordset(h.parts) AS p ("grant" uuid, "left" text)
   WHERE h.workspace_id = ANY ($1::text[]) AND h.ended_at IS NULL AND h.expires_at <= $2::timestamptz AND p."left" <> '0'
   GROUP BY 1, 2)`;

export const HELD_LOT_COLUMNS = `${LOT_COLUMNS}, voided_at IS NOT NULL AS voided, due`;
export type HeldLotRow = LotRow & { voided: boolean; due: { left: string; at: number }[] | null };

export function toHeldLot(row: HeldLotRow): HeldLot {
  return { lot: toLot(row), voided: row.voided, parts: toParts(row) };
}

function toParts({ due }: Pick<HeldLotRow, "due">): readonly HeldPart[] {
  return due?.map(({ left, at }) => ({ left: BigInt(left), expiresAt: new Date(at) })) ?? NO_PARTS;
}

const NO_PARTS: readonly HeldPart[] = [];

/** The lots of a workspace with something left or held at `now`, unlocked: good for an answer without effect. */
export async function readLots(workspaceId: string, now: Date): Promise<readonly Lot[]> {
  askedUntil = Math.max(askedUntil, now.getTime());
  return lotsAt((await readSpendable(workspaceId)) ?? [], now);
}

/** The latest instant that anybody asked about: those who are read for together may ask about different ones. */
let askedUntil = 0;

const readSpendable = gatherReads<HeldLot[]>(async (ids) => {
  const { rows } = await pool().query<HeldLotRow>(
    `SELECT ${HELD_LOT_COLUMNS} FROM "grant" LEFT JOIN ${DUE_PARTS} d USING (workspace_id, id)
      WHERE workspace_id = ANY ($1::text[]) AND is_open`,
    [arrayLiteral(ids), new Date(askedUntil)],
  );
  const lots = new Map<string, HeldLot[]>();
  for (const row of rows) {
    const known = lots.get(row.workspace_id);
    if (known) known.push(toHeldLot(row));
    else lots.set(row.workspace_id, [toHeldLot(row)]);
  }
  return lots;
});
