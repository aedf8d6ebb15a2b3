import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import type { PostingRefusal, VoidAnswer } from "#lib/ledger/items.ts";
import { postItems } from "#lib/ledger/post.ts";
import { actorOf, answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";

/**
 * Takes back what is neither spent nor held of a grant, with its audit entry in the same transaction. A grant with nothing
 * left answers `grant_ended`. Platform only: throws ForbiddenError for others, NotFoundError for an unknown workspace and
 * for what cannot be the id of a grant.
 */
export async function voidGrant(
  viewer: Viewer,
  workspaceId: string,
  grantId: string,
  reason: string,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<VoidAnswer, PostingRefusal>> {
  await requireWorkspaceRow(viewer, workspaceId);
  if (!canAdminister(viewer)) throw new ForbiddenError("Only platform administrators void grants.");
  if (!isOwnId(grantId)) throw new NotFoundError("This grant");
  const actor = actorOf(viewer);
  return inTransaction(async (sql) => {
    const [posted] = await postItems(sql, [
      { kind: "void", workspaceId, ...idempotency, actor, now, grantId },
    ]);
    invariant(posted, "a posting of one item has one outcome");
    const outcome = answerOf(posted, "void");
    if (outcome.replayed || !outcome.result.ok) return outcome;
    const { revoked, balanceBefore, balance } = outcome.result.value;
    await insertAuditEntry(sql, {
      workspaceId,
      id: newId(),
      at: now,
      actor,
      action: "void",
      subject: `grant:${grantId}`,
      reason,
      before: { balance: balanceBefore },
      after: { balance, revoked },
    });
    return outcome;
  });
}
