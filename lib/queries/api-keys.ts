import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { canAdminister, canManageKeys } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type ApiKeyRow, PLATFORM, readApiKeys } from "#lib/db/api-keys.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** Instants are RFC 3339 in UTC. Of the secret only the last four characters are known. */
export type ApiKeyDto = {
  id: string;
  name: string;
  lastFour: string;
  scopes: string[];
  createdAt: string;
  createdBy: string;
  /** To the minute; null for never. */
  lastUsedAt: string | null;
  revoked: { at: string; by: string } | null;
};

const REVOKED_SHOWN = 20;

/**
 * The keys of a workspace: all active ones, newest first, then those revoked last. Throws NotFoundError to strangers,
 * ForbiddenError to members who may not manage them.
 */
export async function listApiKeys(viewer: Viewer, workspaceId: string): Promise<ApiKeyDto[]> {
  await requireWorkspaceRow(viewer, workspaceId);
  if (!canManageKeys(viewer, workspaceId))
    throw new ForbiddenError("Only owners see the keys of a workspace.");
  return (await readApiKeys(workspaceId, REVOKED_SHOWN)).map(toDto);
}

/** The platform's own keys, in the same order. Platform admins only: throws NotFoundError for others. */
export async function listPlatformKeys(viewer: Viewer): Promise<ApiKeyDto[]> {
  if (!canAdminister(viewer)) throw new NotFoundError("This page");
  return (await readApiKeys(PLATFORM, REVOKED_SHOWN)).map(toDto);
}

function toDto({ createdAt, lastUsedAt, revokedAt, revokedBy, ...key }: ApiKeyRow): ApiKeyDto {
  return {
    ...key,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revoked: revokedAt && revokedBy !== null ? { at: revokedAt.toISOString(), by: revokedBy } : null,
  };
}
