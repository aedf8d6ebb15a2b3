import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { ExtendAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { requireMetering } from "./check-spend.ts";
import { secondsAfter } from "./hold.ts";
import { actorOf, answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";

/**
 * Keeps a hold alive for `holdSeconds` from now, and never for less long than it would have lived anyway. The same key and
 * body answers the same again. Throws as `releaseHold` does.
 */
export async function extendHold(
  viewer: Viewer,
  workspaceId: string,
  holdId: string,
  holdSeconds: number,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<ExtendAnswer, PostingRefusal>> {
  requireMetering(viewer, workspaceId);
  if (!isOwnId(holdId)) throw new NotFoundError("This hold");
  const outcome = await engine().post({
    kind: "extend",
    workspaceId,
    ...idempotency,
    actor: actorOf(viewer),
    now,
    holdId,
    expiresAt: secondsAfter(now, holdSeconds),
  });
  return answerOf(outcome, "extend");
}
