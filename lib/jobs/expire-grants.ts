import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { engine } from "#lib/ledger/engine.ts";

const BATCH = 500;

/**
 * Ends the holds and lots of workspaces that have been quiet since something of theirs expired. Nobody waits for it: an expired
 * lot is not spendable or shown from its instant on, and an expired hold keeps nothing.
 * Every workspace is visited once, so that one whose books are broken does not keep the sweep busy for ever.
 * @returns how many workspaces had something to write
 */
export async function expireGrants(now: Date): Promise<number> {
  let written = 0;
  let last = "";
  for (;;) {
    const due = await pgSql(pool())<{ workspace_id: string }>(
      `SELECT workspace_id FROM "grant" WHERE is_open AND remaining > 0 AND expires_at <= $1::timestamptz AND workspace_id > $2
        UNION SELECT workspace_id FROM hold WHERE ended_at IS NULL AND expires_at <= $1::timestamptz AND workspace_id > $2
        ORDER BY workspace_id LIMIT ${BATCH}`,
      [now, last],
    );
    const end = due.at(-1);
    if (!end) return written;
    const outcomes = await Promise.all(
      due.map(({ workspace_id: workspaceId }) =>
        engine().post({ kind: "expire", workspaceId, actor: "system:expiry", now }),
      ),
    );
    written += outcomes.filter(({ result }) => result.ok).length;
    last = end.workspace_id;
  }
}
