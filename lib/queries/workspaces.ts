import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

export type WorkspaceDto = { id: string; name: string; timeZone: string; currency: string };

/** The workspace that the viewer may see. Throws NotFoundError. */
export async function getWorkspace(viewer: Viewer, workspaceId: string): Promise<WorkspaceDto> {
  const { id, name, timeZone, currency } = await requireWorkspaceRow(viewer, workspaceId);
  return { id, name, timeZone, currency };
}

/** The workspaces that the viewer is a member of, by name. */
export async function listOwnWorkspaces(viewer: Viewer): Promise<{ id: string; name: string }[]> {
  if (viewer.kind !== "user") return [];
  return prisma().workspace.findMany({
    where: { id: { in: viewer.memberships.map((membership) => membership.workspaceId) } },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
}
