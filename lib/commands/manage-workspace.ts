import { ForbiddenError } from "#lib/core/errors.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { requireSeenWorkspaceRow } from "#lib/db/workspaces.ts";

/** Lets the platform pass. Throws NotFoundError for a workspace that the viewer may not see, ForbiddenError to those who see it. */
export async function requireWorkspaceAdmin(viewer: Viewer, workspaceId: string): Promise<void> {
  await requireSeenWorkspaceRow(viewer, workspaceId);
  if (!canAdminister(viewer)) throw new ForbiddenError("Only platform administrators do this.");
}
