import { NotFoundError } from "#lib/core/errors.ts";
import type { RateCard } from "#lib/core/rates.ts";
import { err } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { DebitAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { requireMetering } from "./check-spend.ts";
import { answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";
import { priceRequestBy, type SpendProblem, type SpendRequest } from "./spend.ts";
import { toDebitItem } from "./spend-item.ts";

export type DebitOutcome = CommandOutcome<DebitAnswer, SpendProblem | PostingRefusal>;

/**
 * Spends credits now, all of the request or (mode `up_to`) what the balance covers, in one transaction.
 * Answers after commit. The same key and body answers the same again with `replayed` and moves nothing.
 * Throws NotFoundError for a workspace the viewer may not see, ForbiddenError for a viewer who may not meter.
 */
export async function debit(
  viewer: Viewer,
  workspaceId: string,
  request: SpendRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<DebitOutcome> {
  return debitBy(await rateCards(), viewer, workspaceId, request, idempotency, now);
}

/** As `debit`, by all versions of the rate card: for who spends many times. Posts before it waits for anything. */
export async function debitBy(
  cards: readonly RateCard[],
  viewer: Viewer,
  workspaceId: string,
  request: SpendRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<DebitOutcome> {
  // Whether there is such a workspace, the ledger answers.
  requireMetering(viewer, workspaceId);
  const priced = priceRequestBy(cards, request, now);
  if (!priced.ok) return { replayed: false, result: err(priced.error) };
  const item = toDebitItem(viewer, workspaceId, request, priced.value, idempotency, now);
  const outcome = await engine().post(item);
  if (!outcome.result.ok && outcome.result.error.code === "not_found")
    throw new NotFoundError("This workspace");
  return answerOf(outcome, "debit");
}
