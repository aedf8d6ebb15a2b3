import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { PostingRefusal, ReleaseAnswer } from "#lib/ledger/items.ts";
import { requireMetering } from "./check-spend.ts";
import { actorOf, answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";

/**
 * Gives back all that a hold still has, and ends it. The same key and body answers the same again. Throws NotFoundError for a
 * workspace the viewer may not see and for what cannot be the id of a hold, ForbiddenError for a viewer who may not meter.
 */
export async function releaseHold(
  viewer: Viewer,
  workspaceId: string,
  holdId: string,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<ReleaseAnswer, PostingRefusal>> {
  requireMetering(viewer, workspaceId);
  if (!isOwnId(holdId)) throw new NotFoundError("This hold");
  const actor = actorOf(viewer);
  const outcome = await engine().post({ kind: "release", workspaceId, ...idempotency, actor, now, holdId });
  return answerOf(outcome, "release");
}
