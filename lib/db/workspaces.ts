import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { canRead, canSee } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { gatherReads } from "./gather.ts";
import type { Workspace } from "./generated/client.ts";
import { pool } from "./pool.ts";
import { arrayLiteral } from "./sql.ts";

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
    isCallerId(workspaceId) && canSee(viewer, workspaceId) ? await readWorkspace(workspaceId) : undefined;
  if (!workspace) throw new NotFoundError("This workspace");
  return workspace;
}

/** Asked for by every call; so not through Prisma, which takes longer for it than all else that a check does. */
const readWorkspace = gatherReads<Workspace>(async (ids) => {
  const { rows } = await pool().query<Workspace>(
    `SELECT id, name, time_zone AS "timeZone", currency, plan, seats, stripe_customer_id AS "stripeCustomerId",
            paused_at AS "pausedAt", paused_by AS "pausedBy", paused_reason AS "pausedReason", created_at AS "createdAt"
       FROM workspace WHERE id = ANY ($1::text[])`,
    [arrayLiteral(ids)],
  );
  return new Map(rows.map((row) => [row.id, row]));
});
