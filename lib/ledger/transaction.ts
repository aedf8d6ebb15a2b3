// A transaction of the careful way: for items that were met by a surprise, and for those that other statements belong to.

import { commit, isRepeatable, pgSql, type Sql } from "#lib/db/sql.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { type Posted, postCarefully } from "./careful.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import type { LaneConnection } from "./lane-connection.ts";
import type { WorkspaceState } from "./state.ts";

/** Statements that belong to a posting and stand or fall with it. */
export type Alongside = {
  /** Before the workspaces are locked and read. */
  before?: (sql: Sql) => Promise<void>;
  /** After all is stored. */
  after?: (sql: Sql, outcomes: readonly PostingOutcome[]) => Promise<void>;
};

/** A database that does not answer for so long is away. */
export const PATIENCE_MS = 8_000;
const TRIES = 4;
const PAUSE_MS = 50;
const DAY_MS = 86_400_000;

/**
 * Posts the items, and what belongs to them, in one transaction, at most `most` of them in one posting. One that the database
 * ended because of another, or that lost its connection, is run again; its keys say whether it was done.
 */
export async function postInTransaction(
  connection: LaneConnection,
  items: readonly PostingItem[],
  alongside: Alongside,
  most: number,
): Promise<Posted> {
  const started = performance.now();
  for (let run = 1; ; run += 1) {
    try {
      return await runOnce(connection, items, alongside, most);
    } catch (error) {
      const isLate = performance.now() - started > PATIENCE_MS / 2;
      const mayRepeat = isRepeatable(error) || isDatabaseUnavailable(error);
      if (run >= TRIES || isLate || !mayRepeat) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * run));
    }
  }
}

async function runOnce(
  connection: LaneConnection,
  items: readonly PostingItem[],
  { before, after }: Alongside,
  most: number,
): Promise<Posted> {
  const client = await connection.get();
  const sql = pgSql(client, PATIENCE_MS);
  try {
    await sql("BEGIN");
    await before?.(sql);
    const outcomes: PostingOutcome[] = [];
    const states = new Map<string, WorkspaceState>();
    for (const part of partsOf(items, most)) {
      const posted = await postCarefully(sql, part);
      outcomes.push(...posted.outcomes);
      for (const state of posted.states) states.set(state.workspaceId, state);
    }
    await after?.(sql, outcomes);
    await commit(client, PATIENCE_MS);
    return { outcomes, states: states.values() };
  } catch (error) {
    await sql("ROLLBACK").catch((rollbackError: unknown) => connection.drop(rollbackError));
    throw error;
  }
}

/** A posting is of one UTC day, so that the first of each day keeps how the day began; and no longer than a flush. */
function partsOf(items: readonly PostingItem[], most: number): PostingItem[][] {
  const parts: PostingItem[][] = [];
  let last = Number.NaN;
  for (const item of items) {
    const day = dayOf(item);
    const part = parts.at(-1);
    if (part && day === last && part.length < most) part.push(item);
    else parts.push([item]);
    last = day;
  }
  return parts;
}

/** The number of the UTC day. */
export function dayOf({ now }: PostingItem): number {
  return Math.floor(now.getTime() / DAY_MS);
}
