import { inTransaction, type Sql } from "#lib/db/sql.ts";
import { decide } from "./decide.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { loadLocked } from "./load.ts";
import { Writes, write } from "./write.ts";

const RETRIES = 5;

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

/**
 * Posts one item in a transaction of its own and answers after its commit. Serialization failures and deadlocks are tried again.
 */
export async function post(item: PostingItem): Promise<PostingOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [outcome] = await inTransaction((sql) => postItems(sql, [item]));
      if (outcome) return outcome;
      throw new Error("A posting of one item has one outcome");
    } catch (error) {
      if (attempt >= RETRIES || !isRetriable(error)) throw error;
    }
  }
}

/** 40001 serialization_failure and 40P01 deadlock_detected: the transaction left nothing behind and may be repeated. */
function isRetriable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "40001" || code === "40P01";
}
