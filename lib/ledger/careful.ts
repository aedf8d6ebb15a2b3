// The way of a flush that leaves nothing to chance: lock first, read what there is, decide, store, commit. Every other way is
// faster because it remembers, and comes here when what it remembered does not hold.

import { invariant } from "#lib/core/invariant.ts";
import { answersTo, arrayLiteral, type Sql } from "#lib/db/sql.ts";
import type { Answers, StoredAnswer } from "./answers.ts";
import { decide } from "./decide.ts";
import type { KeyedItem, PostingItem, PostingOutcome } from "./items.ts";
import { loadStates } from "./load.ts";
import { loadMissing } from "./load-missing.ts";
import { type Missing, missingFor } from "./missing.ts";
import type { WorkspaceState } from "./state.ts";
import { store } from "./store.ts";
import { Writes } from "./writes.ts";

/** `outcomes` in the order of the items; `states` as they are once it is committed. */
export type Posted = { outcomes: PostingOutcome[]; states: Iterable<WorkspaceState> };

/**
 * Posts a list of items inside the caller's transaction. One that is refused does not fail its neighbours. Nothing may be
 * acknowledged, or remembered, before the caller's commit.
 */
export async function postCarefully(sql: Sql, items: readonly PostingItem[]): Promise<Posted> {
  const ids = items.map(({ workspaceId }) => workspaceId);
  // The lock is sent first.
  const [states, answers] = await answersTo([
    loadStates(sql, ids, true),
    readAnswers(sql, items.filter(isKeyed)),
  ]);
  await loadMissing(sql, states, allMissing(states, items));
  const writes = new Writes();
  const outcomes: PostingOutcome[] = [];
  for (const item of items) {
    const state = states.get(item.workspaceId);
    if (state) await loadRest(sql, state, item);
    outcomes.push(decide(state, item, answers, writes));
  }
  if (!writes.isEmpty) {
    const { stale } = await store(sql, writes.finish());
    invariant(stale.length === 0, "what is locked does not change");
  }
  return { outcomes, states: states.values() };
}

/** What one item needs may only be known when another thing was read: the month of a hold, for one. */
async function loadRest(sql: Sql, state: WorkspaceState, item: PostingItem): Promise<void> {
  for (;;) {
    const missing = missingFor(state, item);
    if (!missing) return;
    const { workspaceId } = state;
    await loadMissing(sql, new Map([[workspaceId, state]]), new Map([[workspaceId, missing]]));
  }
}

/** What all items need, workspace by workspace. */
export function allMissing(
  states: ReadonlyMap<string, WorkspaceState>,
  items: readonly PostingItem[],
): Map<string, Missing> {
  const all = new Map<string, Missing>();
  for (const item of items) {
    const state = states.get(item.workspaceId);
    const missing = state && missingFor(state, item);
    if (!missing) continue;
    const known = all.get(item.workspaceId);
    all.set(item.workspaceId, known ? merge(known, missing) : missing);
  }
  return all;
}

function merge(a: Missing, b: Missing): Missing {
  const later = a.holdsUntil && b.holdsUntil && b.holdsUntil > a.holdsUntil ? b.holdsUntil : a.holdsUntil;
  return {
    holdsUntil: later ?? b.holdsUntil,
    holds: [...new Set([...a.holds, ...b.holds])],
    grants: [...new Set([...a.grants, ...b.grants])],
    months: [...new Set([...a.months, ...b.months])],
  };
}

export function isKeyed(item: PostingItem): item is KeyedItem {
  return item.kind !== "expire";
}

/** What is kept under the keys of these items. After the lock, an answer that another process stored a moment ago is seen. */
export async function readAnswers(sql: Sql, items: readonly KeyedItem[]): Promise<Answers> {
  const answers = new Map<string, StoredAnswer>();
  const nameOf = (workspaceId: string, key: string) => `${workspaceId}\n${key}`;
  const rows = await sql<{ workspace_id: string; key: string; body_hash: string; answer: string }>(
    `SELECT k.workspace_id, k.key, encode(k.body_hash, 'hex') AS body_hash, k.answer
       FROM unnest($1::text[], $2::text[]) AS asked (workspace_id, key)
       JOIN idempotency_key k ON k.workspace_id = asked.workspace_id AND k.key = asked.key`,
    [arrayLiteral(items.map(({ workspaceId }) => workspaceId)), arrayLiteral(items.map(({ key }) => key))],
  );
  for (const { workspace_id, key, body_hash, answer } of rows) {
    answers.set(nameOf(workspace_id, key), { bodyHash: body_hash, answer });
  }
  return {
    find: (workspaceId, key) => answers.get(nameOf(workspaceId, key)),
    keep: (workspaceId, key, answer) => answers.set(nameOf(workspaceId, key), answer),
  };
}
