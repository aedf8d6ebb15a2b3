import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { lockLedgerHead } from "#lib/db/ledger-head.ts";
import { newId } from "#lib/db/new-id.ts";
import { type Pause, readPause, writePause } from "#lib/db/pauses.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { requireWorkspaceAdmin } from "./manage-workspace.ts";
import { actorOf } from "./outcome.ts";
import { readReason } from "./reason.ts";

/**
 * Lifts the pause of a workspace from the next posting on, with the audit entry in the same transaction. Of one that is not
 * paused, nothing changes. Platform only: throws ForbiddenError to members, NotFoundError to strangers.
 * @returns the pause that was lifted; null when there was none
 */
export async function resumeWorkspace(
  viewer: Viewer,
  workspaceId: string,
  typed: string,
  now: Date,
): Promise<Result<Pause | null, InvalidRequest>> {
  await requireWorkspaceAdmin(viewer, workspaceId);
  const reason = readReason(typed);
  if (!reason.ok) return reason;
  return ok(
    await inTransaction(async (sql) => {
      await lockLedgerHead(sql, workspaceId);
      const before = await readPause(sql, workspaceId);
      if (!before) return null;
      await writePause(sql, workspaceId, null);
      await insertAuditEntry(sql, {
        workspaceId,
        id: newId(),
        at: now,
        actor: actorOf(viewer),
        action: "resume",
        subject: `workspace:${workspaceId}`,
        reason: reason.value,
        before: { paused: true, ...before, at: before.at.toISOString() },
        after: { paused: false },
      });
      return before;
    }),
  );
}
