import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { canAdminister, canManageKeys, isOwner } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { PLATFORM } from "#lib/db/api-keys.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";

/** Whose keys they are: the id of a workspace, or null for the platform's own. */
export type KeyHolder = string | null;

/** How rows name the holder. */
export function holderId(holder: KeyHolder): string {
  return holder ?? PLATFORM;
}

/**
 * Lets pass who may make and revoke these keys. Throws NotFoundError for the platform's to those who do not run it and for a
 * workspace that the viewer may not see, ForbiddenError to those who see it and are no owner.
 */
export async function requireKeyManager(viewer: Viewer, holder: KeyHolder): Promise<void> {
  if (holder === null && !canAdminister(viewer)) throw new NotFoundError("This page");
  if (holder === null) return;
  await requireSeenWorkspaceRow(viewer, holder);
  if (!canManageKeys(viewer, holder)) throw new ForbiddenError("Only owners manage the keys of a workspace.");
}

/** Owners act for themselves; whoever else acts on their keys, or on the platform's, says why. */
export function needsReason(viewer: Viewer, holder: KeyHolder): boolean {
  return holder === null || !isOwner(viewer, holder);
}

/** What the log says where no reason was asked for. */
export const BY_OWNER = "By an owner of the workspace";
