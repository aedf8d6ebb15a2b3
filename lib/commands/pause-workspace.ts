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
 * Pauses a workspace: from the next posting on, nothing that costs credits passes. The workspace is shown the reason. With the
 * audit entry in the same transaction. One that is paused already stays so, with the reason it has.
 * Platform only: throws ForbiddenError to members, NotFoundError to strangers.
 * @returns the pause that there is now
 */
export async function pauseWorkspace(
  viewer: Viewer,
  workspaceId: string,
  typed: string,
  now: Date,
): Promise<Result<Pause, InvalidRequest>> {
  await requireWorkspaceAdmin(viewer, workspaceId);
  const reason = readReason(typed);
  if (!reason.ok) return reason;
  const pause = { at: now, by: actorOf(viewer), reason: reason.value };
  return ok(
    await inTransaction(async (sql) => {
      await lockLedgerHead(sql, workspaceId);
      const before = await readPause(sql, workspaceId);
      if (before) return before;
      await writePause(sql, workspaceId, pause);
      await insertAuditEntry(sql, {
        workspaceId,
        id: newId(),
        at: now,
        actor: pause.by,
        action: "pause",
        subject: `workspace:${workspaceId}`,
        reason: pause.reason,
        before: { paused: false },
        after: { paused: true },
      });
      return pause;
    }),
  );
}
