import { randomBytes } from "node:crypto";
import {
  type KeyForm,
  type KeyProblem,
  type KeyTerms,
  MAX_ACTIVE_KEYS,
  toKeySecret,
  toKeyTerms,
} from "#lib/core/api-keys.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertApiKey } from "#lib/db/api-keys.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { BY_OWNER, holderId, type KeyHolder, needsReason, requireKeyManager } from "./manage-keys.ts";
import { actorOf } from "./outcome.ts";

/** `secret` is shown once and kept nowhere. */
export type CreatedKey = { id: string; name: string; secret: string };

export type CreateKeyRefusal = { code: "invalid_fields"; problems: KeyProblem[] } | { code: "too_many_keys" };

/**
 * Makes an API key of a workspace (null: of the platform), with its audit entry in the same transaction. For the workspace's
 * owners and platform admins: throws NotFoundError to strangers, ForbiddenError to other members.
 */
export async function createApiKey(
  viewer: Viewer,
  holder: KeyHolder,
  form: KeyForm,
  now: Date,
): Promise<Result<CreatedKey, CreateKeyRefusal>> {
  await requireKeyManager(viewer, holder);
  const read = toKeyTerms(form, { isPlatform: holder === null, needsReason: needsReason(viewer, holder) });
  if (!read.ok) return err({ code: "invalid_fields", problems: read.error });
  const { name } = read.value;
  const secret = toKeySecret(randomBytes(32).toString("base64url"), holder === null);
  const created = { id: newId(), name, secret };
  const isKept = await keep(actorOf(viewer), holderId(holder), created, read.value, now);
  return isKept ? ok(created) : err({ code: "too_many_keys" });
}

function keep(
  actor: string,
  workspaceId: string,
  { id, name, secret }: CreatedKey,
  { scopes, reason }: KeyTerms,
  now: Date,
): Promise<boolean> {
  return inTransaction(async (sql) => {
    const key = { workspaceId, id, name, secret, scopes, createdAt: now, createdBy: actor };
    if (!(await insertApiKey(sql, key, MAX_ACTIVE_KEYS))) return false;
    await insertAuditEntry(sql, {
      workspaceId,
      id: newId(),
      at: now,
      actor,
      action: "create_key",
      subject: `key:${id}`,
      reason: reason ?? BY_OWNER,
      before: null,
      after: { key: { name, scopes: scopes.join(", "), lastFour: secret.slice(-4) } },
    });
    return true;
  });
}
