import { pool } from "#lib/db/pool.ts";
import { inTransaction, pgSql } from "#lib/db/sql.ts";
import { postItems } from "#lib/ledger/post.ts";

const BATCH = 500;

/**
 * Writes the `expired` transfers of workspaces that have been quiet since something of theirs expired. Nobody waits for it:
 * an expired lot is not spendable or shown from its instant on.
 * @returns how many workspaces had something to write
 */
export async function expireGrants(now: Date): Promise<number> {
  let workspaces = 0;
  for (;;) {
    const due = await pgSql(pool())<{ workspace_id: string }>(
      `SELECT DISTINCT workspace_id FROM "grant" WHERE remaining > 0 AND expires_at <= $1::timestamptz LIMIT ${BATCH}`,
      [now],
    );
    if (due.length === 0) return workspaces;
    await inTransaction((sql) =>
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
    workspaces += due.length;
  }
}
