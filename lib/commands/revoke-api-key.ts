import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { keyRing } from "#lib/db/api-key-ring.ts";
import { type RevokedKey, revokeApiKeyRow } from "#lib/db/api-keys.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { BY_OWNER, holderId, type KeyHolder, needsReason, requireKeyManager } from "./manage-keys.ts";
import { actorOf } from "./outcome.ts";

/** `reason` may be empty where none is asked for. */
export type RevokeForm = { id: string; reason: string };

/**
 * Revokes an API key of a workspace (null: of the platform), with its audit entry in the same transaction. This process
 * refuses it from then on, others within a second. For the workspace's owners and platform admins: throws NotFoundError to
 * strangers and for a key that is not there or is revoked already, ForbiddenError to other members.
 */
export async function revokeApiKey(
  viewer: Viewer,
  holder: KeyHolder,
  form: RevokeForm,
  now: Date,
): Promise<Result<{ name: string }, { code: "reason_required" }>> {
  await requireKeyManager(viewer, holder);
  const reason = form.reason.replaceAll("\0", "").trim();
  if (reason === "" && needsReason(viewer, holder)) return err({ code: "reason_required" });
  const revoked = isOwnId(form.id)
    ? await revoke(actorOf(viewer), holderId(holder), form.id, reason || BY_OWNER, now)
    : null;
  if (!revoked) throw new NotFoundError("This key");
  keyRing().forget(revoked.digest);
  return ok({ name: revoked.name });
}

function revoke(
  actor: string,
  workspaceId: string,
  id: string,
  reason: string,
  now: Date,
): Promise<RevokedKey | null> {
  return inTransaction(async (sql) => {
    const revoked = await revokeApiKeyRow(sql, { workspaceId, id, at: now, by: actor });
    if (!revoked) return null;
    const { name, lastFour, scopes } = revoked;
    await insertAuditEntry(sql, {
      workspaceId,
      id: newId(),
      at: now,
      actor,
      action: "revoke_key",
      subject: `key:${id}`,
      reason,
      before: { key: { name, scopes: scopes.join(", "), lastFour } },
      after: null,
    });
    return revoked;
  });
}
