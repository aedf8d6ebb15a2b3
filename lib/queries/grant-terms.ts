import { NotFoundError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { prisma } from "#lib/db/client.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

/** What a grant was given with; it never changes. Instants are RFC 3339 in UTC. */
export type GrantTermsDto = {
  source: string;
  priority: number;
  effectiveAt: string;
  expiresAt: string | null;
  reason: string;
};

/** The terms of one grant. Throws NotFoundError, also for another workspace's grant. */
export async function requireGrantTerms(
  viewer: Viewer,
  workspaceId: string,
  grantId: string,
): Promise<GrantTermsDto> {
  await requireWorkspaceRow(viewer, workspaceId);
  const grant = await prisma().grant.findUnique({
    where: { workspaceId_id: { workspaceId, id: grantId } },
    select: { source: true, priority: true, effectiveAt: true, expiresAt: true, reason: true },
  });
  if (!grant) throw new NotFoundError("This grant");
  return {
    ...grant,
    effectiveAt: grant.effectiveAt.toISOString(),
    expiresAt: grant.expiresAt?.toISOString() ?? null,
  };
}
