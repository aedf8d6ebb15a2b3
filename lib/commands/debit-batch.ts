import { ForbiddenError } from "#lib/core/errors.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canMeterSomewhere } from "#lib/core/permissions.ts";
import { settle } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { engine } from "#lib/ledger/engine.ts";
import { type AskedDebit, type DebitOutcome, debitItemBy, toDebitOutcome } from "./debit.ts";
import { isBeforeTheLedger, recall } from "./recall.ts";

/** What became of a debit, or what it failed with. */
type Settled = PromiseSettledResult<DebitOutcome>;

/**
 * Opens a batch: what it returns spends as `debit` does and remembers as `recall` does, each debit on its own, posted in the
 * order given. The rate card is read once for all.
 * Throws ForbiddenError for a viewer who may meter nowhere.
 */
export async function openBatch(
  viewer: Viewer,
  now: Date,
): Promise<(debits: readonly AskedDebit[]) => Promise<Settled[]>> {
  if (!canMeterSomewhere(viewer)) throw new ForbiddenError();
  const cards = await rateCards();
  return async (debits) => {
    const asked = debits.map((debit) => settle(() => debitItemBy(cards, viewer, debit, now)));
    const items = asked.flatMap((one) =>
      one.status === "fulfilled" && one.value.ok ? [one.value.value] : [],
    );
    const posted = (await engine().postEach(items)).values();
    const settled = asked.map((one): Settled => {
      if (one.status === "rejected") return one;
      if (!one.value.ok) return { status: "fulfilled", value: { replayed: false, result: one.value } };
      const { value: answer } = posted.next();
      invariant(answer, "every item has its answer");
      return answer.status === "rejected" ? answer : settle(() => toDebitOutcome(answer.value));
    });
    await recallEach(debits, settled);
    return settled;
  };
}

/** Puts what is kept in the place of what was refused before the ledger was asked. */
async function recallEach(debits: readonly AskedDebit[], settled: Settled[]): Promise<void> {
  const recalls: Promise<void>[] = [];
  for (const [place, { workspaceId, idempotency }] of debits.entries()) {
    const one = settled[place];
    if (one?.status !== "fulfilled" || !isBeforeTheLedger(one.value)) continue;
    const recalled = Promise.allSettled([recall(one.value, "debit", workspaceId, idempotency)]);
    recalls.push(
      recalled.then(([outcome]) => {
        settled[place] = outcome;
      }),
    );
  }
  await Promise.all(recalls);
}
