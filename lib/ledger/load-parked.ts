import { pool } from "#lib/db/pool.ts";
import { pgSql } from "#lib/db/sql.ts";
import { allMissing } from "./careful.ts";
import type { PostingItem } from "./items.ts";
import { loadMissing, loadStates } from "./load.ts";
import type { WorkspaceState } from "./state.ts";
import type { StateCache } from "./state-cache.ts";

type Parked = { id: string; items: readonly PostingItem[] };

/**
 * Reads into the cache what the items of some workspaces need, unlocked, in one snapshot. Whether it still holds is seen when
 * their flush is stored.
 * @returns the ids that no workspace has
 */
export async function loadParked(
  parked: readonly Parked[],
  cache: StateCache,
): Promise<{ unknown: ReadonlySet<string> }> {
  const client = await pool().connect();
  const sql = pgSql(client);
  let broken = false;
  try {
    await sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const fresh = await loadStates(
      sql,
      parked.map(({ id }) => id).filter((id) => !cache.get(id)),
      false,
    );
    const states = new Map<string, WorkspaceState>();
    for (const { id } of parked) {
      const state = fresh.get(id) ?? cache.get(id);
      if (state) states.set(id, state);
    }
    const items = parked.flatMap((entry) => entry.items);
    await loadMissing(sql, states, allMissing(states, items));
    await sql("COMMIT");
    for (const state of fresh.values()) cache.put(state);
    return { unknown: new Set(parked.map(({ id }) => id).filter((id) => !states.has(id))) };
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}
