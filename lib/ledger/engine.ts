import type pg from "pg";
import { pool } from "#lib/db/pool.ts";
import { env } from "#lib/env.ts";
import { RecentAnswers } from "./answers.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { Lane } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import { StateCache } from "./state-cache.ts";
import type { Alongside } from "./transaction.ts";

const MOST_WAITING = 10_000;
const MOST_IN_FLUSH = 2_000;
const MOST_WORKSPACES = 20_000;
/** The database works on two flushes at once, which is faster from some hundred items on; fewer are faster in one. */
const LANES = { count: 2, enough: 128 };
/** Where workspaces live on several machines, so many transactions run at once, each for one workspace. */
const LANES_BY_WORKSPACE = { count: 4, enough: 1 };

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

type EngineOptions = {
  byWorkspace: boolean;
  /** How many items may wait at once. */
  mostWaiting?: number;
  /** With so many items unanswered in a lane, other workspaces go to the next. */
  enough?: number;
};

/** An engine of its own, for tests and measurements; everything else shares `engine()`. */
export function createEngine(connect: () => Promise<pg.PoolClient>, options: EngineOptions): Engine {
  const { byWorkspace, mostWaiting = MOST_WAITING } = options;
  const { count, enough } = byWorkspace ? LANES_BY_WORKSPACE : LANES;
  const cache = new StateCache(MOST_WORKSPACES);
  // Of three flushes a lane: two may be under way while one is being decided.
  const answers = new RecentAnswers(3 * MOST_IN_FLUSH * count);
  const shared = { connect, cache, answers, mostInFlush: MOST_IN_FLUSH, oneWorkspace: byWorkspace };
  const lanes = new Lanes({
    makeLane: (answered) => new Lane({ ...shared, answered }),
    count,
    enough: options.enough ?? enough,
    mostWaiting,
  });
  return {
    post: (item) => new Promise((resolve, reject) => lanes.post({ item, resolve, reject })),
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
          lanes.post({
            item,
            resolve: (value: PostingOutcome) => settle(index, { status: "fulfilled", value }),
            reject: (reason) => settle(index, { status: "rejected", reason }),
          });
        }
      }),
    postTogether: (items, alongside) =>
      new Promise((resolve, reject) => lanes.post({ items, alongside, resolve, reject })),
    get queue() {
      return { size: lanes.size, most: mostWaiting };
    },
    close: () => lanes.close(),
  };
}
