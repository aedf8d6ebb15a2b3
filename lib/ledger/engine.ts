import type pg from "pg";
import { pool } from "#lib/db/pool.ts";
import { env } from "#lib/env.ts";
import { RecentAnswers } from "./answers.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { Lane } from "./lane.ts";
import { StateCache } from "./state-cache.ts";
import type { Alongside } from "./transaction.ts";

const MOST_WAITING = 10_000;
const MOST_IN_FLUSH = 2_000;
const MOST_WORKSPACES = 20_000;
/** Where workspaces live on several machines, so many transactions run at once, each for one workspace. */
const LANES_BY_WORKSPACE = 4;

/** The one way credits move. */
export type Engine = {
  /** Posts one item, in a transaction with those that arrive beside it, and answers after its commit. */
  post(item: PostingItem): Promise<PostingOutcome>;
  /**
   * As `post` for each, in their order, and answers when all are answered: one promise for a thousand items, since theirs would
   * cost as much as deciding them.
   */
  postEach(items: readonly PostingItem[]): Promise<PromiseSettledResult<PostingOutcome>[]>;
  /**
   * Posts items and the statements that belong to them in one transaction of their own. Statements may run more than once
   * when the database asks for it, so they have no effect but in the database.
   */
  postTogether(items: readonly PostingItem[], alongside: Alongside): Promise<PostingOutcome[]>;
  /** Items taken and not answered yet, and how many may be. */
  readonly queue: { size: number; most: number };
  /** Answers all that was taken and takes no more. */
  close(): Promise<void>;
};

const holder = globalThis as typeof globalThis & { headroomEngines?: WeakMap<pg.Pool, Engine> };

/** The engine of this process: one for the one pool. */
export function engine(): Engine {
  holder.headroomEngines ??= new WeakMap();
  const database = pool();
  let running = holder.headroomEngines.get(database);
  if (!running) {
    running = createEngine(() => database.connect(), { byWorkspace: env().groupByWorkspace });
    holder.headroomEngines.set(database, running);
  }
  return running;
}

type EngineOptions = { byWorkspace: boolean; mostWaiting?: number };

/** An engine of its own, for tests and measurements; everything else shares `engine()`. */
export function createEngine(
  connect: () => Promise<pg.PoolClient>,
  { byWorkspace, mostWaiting = MOST_WAITING }: EngineOptions,
): Engine {
  const lanes = Array.from({ length: byWorkspace ? LANES_BY_WORKSPACE : 1 }, () => {
    const cache = new StateCache(MOST_WORKSPACES);
    // Of three flushes: two may be under way while one is being decided.
    const answers = new RecentAnswers(3 * MOST_IN_FLUSH);
    const limits = { mostWaiting, mostInFlush: MOST_IN_FLUSH, oneWorkspace: byWorkspace };
    return new Lane({ connect, cache, answers, ...limits });
  });
  const laneOf = (workspaceId: string) => {
    const lane = lanes[hashOf(workspaceId) % lanes.length];
    if (!lane) throw new RangeError("A remainder is smaller than its divisor");
    return lane;
  };
  return {
    post: (item) =>
      new Promise((resolve, reject) => laneOf(item.workspaceId).post({ item, resolve, reject })),
    postEach: (items) =>
      new Promise((resolve) => {
        const settled = new Array<PromiseSettledResult<PostingOutcome>>(items.length);
        let missing = items.length;
        const settle = (index: number, result: PromiseSettledResult<PostingOutcome>) => {
          settled[index] = result;
          missing -= 1;
          if (missing === 0) resolve(settled);
        };
        if (missing === 0) resolve(settled);
        for (const [index, item] of items.entries()) {
          laneOf(item.workspaceId).post({
            item,
            resolve: (value) => settle(index, { status: "fulfilled", value }),
            reject: (reason) => settle(index, { status: "rejected", reason }),
          });
        }
      }),
    postTogether: (items, alongside) => laneOf(items[0]?.workspaceId ?? "").postTogether(items, alongside),
    get queue() {
      return { size: lanes.reduce((total, lane) => total + lane.size, 0), most: mostWaiting * lanes.length };
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

/** Any fixed spread will do. */
function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}
