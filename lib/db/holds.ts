import type { UsageSource } from "#lib/core/rates.ts";
import { gatherReads } from "./gather.ts";
import { pool } from "./pool.ts";
import { arrayLiteral } from "./sql.ts";

/** What never changes of a hold: how it was priced, and how many lines it has. */
export type HoldTerms = { rateVersion: number; source: UsageSource; lines: number };

type Row = HoldTerms & { workspaceId: string; id: string };

/** Unlocked, since none of it changes; read together with those that others ask for. */
const gathered = gatherReads<HoldTerms>(async (names) => {
  const split = names.map((name) => name.split(SEPARATOR));
  const { rows } = await pool().query<Row>(
    `SELECT h.workspace_id AS "workspaceId", h.id::text AS id, h.rate_version AS "rateVersion", h.source,
            jsonb_array_length(h.lines) AS lines
       FROM unnest($1::text[], $2::uuid[]) AS u (workspace_id, id)
       JOIN hold h ON h.workspace_id = u.workspace_id AND h.id = u.id`,
    [
      arrayLiteral(split.map(([workspaceId = ""]) => workspaceId)),
      arrayLiteral(split.map(([, holdId = ""]) => holdId)),
    ],
  );
  return new Map(rows.map(({ workspaceId, id, ...terms }) => [`${workspaceId}${SEPARATOR}${id}`, terms]));
});

/** In no id of ours, and in none of a caller. */
const SEPARATOR = "/";

/** Both ids are well formed. Undefined for a hold that the workspace does not have. */
export function readHoldTerms(workspaceId: string, holdId: string): Promise<HoldTerms | undefined> {
  return gathered(`${workspaceId}${SEPARATOR}${holdId}`);
}
