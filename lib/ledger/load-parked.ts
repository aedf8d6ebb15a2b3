import { pool } from "#lib/db/pool.ts";
import { answersTo, pgSql } from "#lib/db/sql.ts";
import { allMissing } from "./careful.ts";
import type { PostingItem } from "./items.ts";
import { loadStates } from "./load.ts";
import { loadMissing } from "./load-missing.ts";
import type { WorkspaceState } from "./state.ts";
import type { StateCache } from "./state-cache.ts";

type Parked = { id: string; items: readonly PostingItem[] };

/**
 * Reads what the items of some workspaces need, unlocked, in one snapshot. Whether it still holds is seen when their flush is
 * stored. What is missing of a workspace in the cache is added there.
 * @returns the workspaces that were not in the cache, and the ids that no workspace has
 */
export async function loadParked(
  parked: readonly Parked[],
  cache: StateCache,
  patienceMs: number,
): Promise<{ fresh: readonly WorkspaceState[]; unknown: ReadonlySet<string> }> {
  const client = await pool().connect();
  const sql = pgSql(client, patienceMs);
  let broken = false;
  // Looked up once: what is forgotten while others are read is no workspace that there is not.
  const states = new Map<string, WorkspaceState>();
  const read = async () => {
    for (const { id } of parked) {
      const state = cache.get(id);
      if (state) states.set(id, state);
    }
    const unread = parked.map(({ id }) => id).filter((id) => !states.has(id));
    const fresh = await loadStates(sql, unread, false);
    for (const [id, state] of fresh) states.set(id, state);
    const items = parked.flatMap((entry) => entry.items);
    await loadMissing(sql, states, allMissing(states, items));
    return fresh;
  };
  try {
    const begin = sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const [, fresh] = await answersTo([begin, read()]);
    await sql("COMMIT");
    const unknown = new Set(parked.map(({ id }) => id).filter((id) => !states.has(id)));
    return { fresh: [...fresh.values()], unknown };
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}
