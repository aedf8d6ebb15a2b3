import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { canRead, canSee } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "./client.ts";
import type { Workspace } from "./generated/client.ts";

/**
 * The workspace, for a viewer who may read all of it. Throws NotFoundError for one that does not exist and for somebody
 * else's, so that the two cannot be told apart, and ForbiddenError for a key of the workspace that may only meter.
 */
export async function requireWorkspaceRow(viewer: Viewer, workspaceId: string): Promise<Workspace> {
  const workspace = await requireSeenWorkspaceRow(viewer, workspaceId);
  if (!canRead(viewer, workspaceId)) throw new ForbiddenError("This needs the scope read.");
  return workspace;
}

/** The workspace, for a viewer who may know that it is there and what its balance is. Throws NotFoundError as above. */
export async function requireSeenWorkspaceRow(viewer: Viewer, workspaceId: string): Promise<Workspace> {
  // What no workspace can be called is not looked up: the database would refuse some of it as text.
  const workspace =
    isCallerId(workspaceId) && canSee(viewer, workspaceId)
      ? await prisma().workspace.findUnique({ where: { id: workspaceId } })
      : null;
  if (!workspace) throw new NotFoundError("This workspace");
  return workspace;
}
