import { invariant } from "#lib/core/invariant.ts";
import { inTransaction, type Sql } from "#lib/db/sql.ts";
import { decide } from "./decide.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { loadLocked } from "./load.ts";
import { Writes, write } from "./write.ts";

/**
 * Posts a list of items inside the caller's transaction: lock and read, decide one after another, write all at once.
 * The one way credits move. Outcomes come in the order of the items; one that is refused does not fail its neighbours.
 * Nothing may be acknowledged before the caller's commit.
 */
export async function postItems(sql: Sql, items: readonly PostingItem[]): Promise<PostingOutcome[]> {
  const states = await loadLocked(sql, items);
  const writes = new Writes();
  const outcomes = items.map((item) => decide(states.get(item.workspaceId), item, writes));
  await write(sql, writes);
  return outcomes;
}

/** Posts one item in a transaction of its own and answers after its commit. */
export async function post(item: PostingItem): Promise<PostingOutcome> {
  const [outcome] = await inTransaction((sql) => postItems(sql, [item]));
  invariant(outcome, "a posting of one item has one outcome");
  return outcome;
}
