import { NotFoundError } from "#lib/core/errors.ts";
import { err } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { HoldAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { requireMetering } from "./check-spend.ts";
import { answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";
import { priceRequest, type SpendProblem, type SpendRequest } from "./spend.ts";
import { toSpend } from "./spend-item.ts";

/**
 * Reserves the credits of a request from concrete lots, all of them or (mode `up_to`) what the balance covers, for
 * `holdSeconds` from now. Answers after commit, and the same again for the same key and body. Throws NotFoundError for a
 * workspace the viewer may not see, ForbiddenError for a viewer who may not meter.
 */
export async function hold(
  viewer: Viewer,
  workspaceId: string,
  request: SpendRequest,
  holdSeconds: number,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<HoldAnswer, SpendProblem | PostingRefusal>> {
  // Whether there is such a workspace, the ledger answers.
  requireMetering(viewer, workspaceId);
  const priced = await priceRequest(request, now);
  if (!priced.ok) return { replayed: false, result: err(priced.error) };
  const { lines, rateVersion } = priced.value;
  const outcome = await engine().post({
    ...toSpend(viewer, request, rateVersion),
    kind: "hold",
    workspaceId,
    ...idempotency,
    now,
    holdId: newId(),
    request: { lines, mode: request.mode },
    expiresAt: secondsAfter(now, holdSeconds),
  });
  if (!outcome.result.ok && outcome.result.error.code === "not_found")
    throw new NotFoundError("This workspace");
  return answerOf(outcome, "hold");
}

/** When a hold ends that lives for so many seconds from `now`. */
export function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
