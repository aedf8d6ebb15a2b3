import { NotFoundError } from "#lib/core/errors.ts";
import type { RateCard } from "#lib/core/rates.ts";
import { ok, type Result } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { DebitAnswer, DebitItem, PostingOutcome, PostingRefusal } from "#lib/ledger/items.ts";
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
  const item = debitItemBy(await rateCards(), viewer, { workspaceId, request, idempotency }, now);
  return item.ok ? toDebitOutcome(await engine().post(item.value)) : { replayed: false, result: item };
}

/** One debit that is asked for: where, what, and under which key. */
export type AskedDebit = { workspaceId: string; request: SpendRequest; idempotency: Idempotency };

/** The ledger's item of a debit, priced by the card in force, of all versions `cards`. Throws as `debit` does. */
export function debitItemBy(
  cards: readonly RateCard[],
  viewer: Viewer,
  { workspaceId, request, idempotency }: AskedDebit,
  now: Date,
): Result<DebitItem, SpendProblem> {
  // Whether there is such a workspace, the ledger answers.
  requireMetering(viewer, workspaceId);
  const priced = priceRequestBy(cards, request, now);
  return priced.ok ? ok(toDebitItem(viewer, workspaceId, request, priced.value, idempotency, now)) : priced;
}

/** What the ledger answered. Throws NotFoundError when there is no such workspace. */
export function toDebitOutcome(outcome: PostingOutcome): DebitOutcome {
  const { result } = outcome;
  if (!result.ok && result.error.code === "not_found") throw new NotFoundError("This workspace");
  return answerOf(outcome, "debit");
}
