import { NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { canRead } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "./client.ts";
import type { Workspace } from "./generated/client.ts";

/**
 * The workspace that `viewer` may see. Throws NotFoundError for one that does not exist and for somebody else's, so that
 * the two cannot be told apart.
 */
export async function requireWorkspaceRow(viewer: Viewer, workspaceId: string): Promise<Workspace> {
  // What no workspace can be called is not looked up: the database would refuse some of it as text.
  const workspace =
    isCallerId(workspaceId) && canRead(viewer, workspaceId)
      ? await prisma().workspace.findUnique({ where: { id: workspaceId } })
      : null;
  if (!workspace) throw new NotFoundError("This workspace");
  return workspace;
}
