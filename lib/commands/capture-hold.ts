import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import type { Line, PricedLine } from "#lib/core/rates.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type HoldTerms, readHoldTerms } from "#lib/db/holds.ts";
import { newId } from "#lib/db/new-id.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { CaptureAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { requireMetering } from "./check-spend.ts";
import { actorOf, answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";
import { priceRequestAt, type SpendProblem } from "./spend.ts";

export type CaptureRequest = {
  /** What was really used; null: all that is left of the hold. */
  lines: readonly Line[] | null;
  /** The hold stays open with what is left. */
  partial: boolean;
  /** What the hold does not cover is spent from the balance. */
  allowOver: boolean;
};

/**
 * Spends what a hold reserved, priced by the rate card it was made by, and gives the rest back. Answers after commit, and the
 * same again for the same key and body. Throws NotFoundError for a workspace the viewer may not see and for a hold that the
 * workspace does not have, ForbiddenError for a viewer who may not meter.
 */
export async function captureHold(
  viewer: Viewer,
  workspaceId: string,
  holdId: string,
  { lines, partial, allowOver }: CaptureRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<CommandOutcome<CaptureAnswer, SpendProblem | PostingRefusal>> {
  requireMetering(viewer, workspaceId);
  const terms = isOwnId(holdId) ? await readHoldTerms(workspaceId, holdId) : undefined;
  if (!terms) throw new NotFoundError("This hold");
  const priced = await priceCapture(lines, terms);
  if (!priced.ok) return { replayed: false, result: priced };
  const outcome = await engine().post({
    kind: "capture",
    workspaceId,
    ...idempotency,
    actor: actorOf(viewer),
    now,
    holdId,
    debitId: newId(),
    eventIds: Array.from({ length: lines?.length ?? terms.lines }, () => newId()),
    lines: priced.value,
    partial,
    allowOver,
  });
  return answerOf(outcome, "capture");
}

async function priceCapture(
  lines: CaptureRequest["lines"],
  { rateVersion, source }: HoldTerms,
): Promise<Result<PricedLine[] | null, SpendProblem>> {
  if (!lines) return ok(null);
  return priceRequestAt({ lines, source }, rateVersion);
}
