import { ForbiddenError } from "#lib/core/errors.ts";
import { canMeterSomewhere } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { type DebitOutcome, debitBy } from "./debit.ts";
import type { Idempotency } from "./outcome.ts";
import { recall } from "./recall.ts";
import type { SpendRequest } from "./spend.ts";

/** One debit among many: what a call of its own would say. */
export type BatchDebit = { workspaceId: string; request: SpendRequest; idempotency: Idempotency };

/**
 * Opens a batch: what it returns spends as `debit` does and remembers as `recall` does, each time on its own, and what is asked
 * for in one turn is posted in that order. The rate card is read once for all.
 * Throws ForbiddenError for a viewer who may meter nowhere.
 */
export async function openBatch(
  viewer: Viewer,
  now: Date,
): Promise<(debit: BatchDebit) => Promise<DebitOutcome>> {
  if (!canMeterSomewhere(viewer)) throw new ForbiddenError();
  const cards = await rateCards();
  return async ({ workspaceId, request, idempotency }) => {
    const outcome = await debitBy(cards, viewer, workspaceId, request, idempotency, now);
    return recall(outcome, "debit", workspaceId, idempotency);
  };
}
