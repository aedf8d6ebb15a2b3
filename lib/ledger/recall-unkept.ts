import type { Sql } from "#lib/db/sql.ts";
import { isKeyed, readAnswers } from "./careful.ts";
import { isKept, recall } from "./decide.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";

/**
 * What is not kept stores no key, so that the database had nothing to compare: the same request may have been done before,
 * unseen by this process. Puts what is kept in the place of such outcomes.
 */
export async function recallUnkept(
  sql: Sql,
  items: readonly PostingItem[],
  outcomes: PostingOutcome[],
): Promise<void> {
  const unkept = items.flatMap((item, index) => {
    const outcome = outcomes[index];
    return outcome && isKeyed(item) && !isKept(outcome.result) ? [{ item, index }] : [];
  });
  if (unkept.length === 0) return;
  const answers = await readAnswers(
    sql,
    unkept.map(({ item }) => item),
  );
  for (const { item, index } of unkept) {
    const known = recall(answers, item);
    if (known) outcomes[index] = known;
  }
}
