import { pool } from "#lib/db/pool.ts";
import { inTransaction, pgSql } from "#lib/db/sql.ts";
import { postItems } from "#lib/ledger/post.ts";

const BATCH = 500;

/**
 * Writes the `expired` transfers of workspaces that have been quiet since something of theirs expired. Nobody waits for it:
 * an expired lot is not spendable or shown from its instant on.
 * Every workspace is visited once, so that one whose books are broken does not keep the sweep busy for ever.
 * @returns how many workspaces had something to write
 */
export async function expireGrants(now: Date): Promise<number> {
  let written = 0;
  let last = "";
  for (;;) {
    const due = await pgSql(pool())<{ workspace_id: string }>(
      `SELECT DISTINCT workspace_id FROM "grant"
        WHERE remaining > 0 AND expires_at <= $1::timestamptz AND workspace_id > $2
        ORDER BY workspace_id LIMIT ${BATCH}`,
      [now, last],
    );
    const end = due.at(-1);
    if (!end) return written;
    const outcomes = await inTransaction((sql) =>
      postItems(
        sql,
        due.map(({ workspace_id }) => ({
          kind: "expire",
          workspaceId: workspace_id,
          actor: "system:expiry",
          now,
        })),
      ),
    );
    written += outcomes.filter(({ result }) => result.ok).length;
    last = end.workspace_id;
  }
}
