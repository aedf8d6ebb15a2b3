import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canAdminister } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { insertAuditEntry } from "#lib/db/audit.ts";
import { newId } from "#lib/db/new-id.ts";
import type { Sql } from "#lib/db/sql.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { PostingOutcome, PostingRefusal, VoidAnswer, VoidItem } from "#lib/ledger/items.ts";
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
  const item: VoidItem = { kind: "void", workspaceId, ...idempotency, actor: actorOf(viewer), now, grantId };
  const [posted] = await engine().postTogether([item], {
    after: async (sql, [outcome]) => {
      if (outcome && !outcome.replayed) await audit(sql, item, outcome, reason);
    },
  });
  invariant(posted, "a posting of one item has one outcome");
  return answerOf(posted, "void");
}

async function audit(sql: Sql, item: VoidItem, posted: PostingOutcome, reason: string): Promise<void> {
  const { result } = answerOf(posted, "void");
  if (!result.ok) return;
  const { revoked, balanceBefore, balance } = result.value;
  await insertAuditEntry(sql, {
    workspaceId: item.workspaceId,
    id: newId(),
    at: item.now,
    actor: item.actor,
    action: "void",
    subject: `grant:${item.grantId}`,
    reason,
    before: { balance: balanceBefore },
    after: { balance, revoked },
  });
}
