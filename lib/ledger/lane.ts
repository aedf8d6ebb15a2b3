// One queue and one flush in flight. While it is, what arrives is decided at once, on the states that the flush will leave, so
// that the next one is ready when it has committed. That is safe because the database has the last word: a flush whose states
// are not those in the tables stores nothing, and its items are posted carefully instead.

import type pg from "pg";
import { UnavailableError } from "#lib/core/errors.ts";
import { commit, isRepeatable, pgSql, type Sql } from "#lib/db/sql.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import type { RecentAnswers } from "./answers.ts";
import { postCarefully } from "./careful.ts";
import { decide } from "./decide.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { loadParked } from "./load-parked.ts";
import { missingFor } from "./missing.ts";
import { recallUnkept } from "./recall-unkept.ts";
import type { StateCache } from "./state-cache.ts";
import { store } from "./store.ts";
import { Writes } from "./writes.ts";

/** Statements that belong to a posting and stand or fall with it. */
export type Alongside = {
  /** Before the workspaces are locked and read. */
  before?: (sql: Sql) => Promise<void>;
  /** After all is stored. */
  after?: (sql: Sql, outcomes: readonly PostingOutcome[]) => Promise<void>;
};

type Entry = {
  item: PostingItem;
  resolve: (outcome: PostingOutcome) => void;
  reject: (error: unknown) => void;
};
type Unit = {
  items: readonly PostingItem[];
  alongside: Alongside;
  resolve: (outcomes: PostingOutcome[]) => void;
  reject: (error: unknown) => void;
};
type Batch = { entries: Entry[]; outcomes: PostingOutcome[]; writes: Writes };

export type LaneOptions = {
  connect: () => Promise<pg.PoolClient>;
  cache: StateCache;
  answers: RecentAnswers;
  /** More items than this at once are refused with UnavailableError. */
  mostWaiting: number;
  /** Items in one transaction. */
  mostInFlush: number;
  /** One workspace a transaction, for a database that is spread over machines. */
  oneWorkspace: boolean;
};

/** After a surprise, how many flushes are posted carefully before remembering is tried again. */
const CAREFUL_FLUSHES = 20;
const STOPPING = "Headroom is stopping. Send it again in a moment.";
const TOO_MUCH = "The ledger has more to post than it can take. Send it again in a second.";
const WORTH_SPLITTING = 32;
const TRIES = 4;
const PAUSE_MS = 50;
/** A database that does not answer for so long is away. */
const PATIENCE_MS = 8_000;
const DAY_MS = 86_400_000;

export class Lane {
  readonly #options: LaneOptions;
  #waiting: (Entry | Unit)[] = [];
  /** By workspace: what waits until its state is read. */
  #parked = new Map<string, Entry[]>();
  #isLoading = false;
  #open = newBatch();
  #isFlushing = false;
  /** Something is posted without what is remembered, so nothing is decided beside it. */
  #isAlone = false;
  #careful = 0;
  #client: pg.PoolClient | null = null;
  #size = 0;
  #isScheduled = false;
  #isClosed = false;
  readonly #whenIdle: (() => void)[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Items taken and not answered yet. */
  get size(): number {
    return this.#size;
  }

  /** Resolves after the commit of the transaction that holds the item. Rejects with UnavailableError when too much waits. */
  post(item: PostingItem): Promise<PostingOutcome> {
    return this.#take((resolve, reject) => ({ item, resolve, reject }));
  }

  /** Posts items and other statements in one transaction of their own, in the order of the queue. */
  postTogether(items: readonly PostingItem[], alongside: Alongside): Promise<PostingOutcome[]> {
    return this.#take((resolve, reject) => ({ items, alongside, resolve, reject }));
  }

  /** Takes no more, and resolves when all that was taken is answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#release();
  }

  #take<T>(
    make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Entry | Unit,
  ): Promise<T> {
    if (this.#isClosed || this.#size >= this.#options.mostWaiting) {
      return Promise.reject(new UnavailableError(this.#isClosed ? STOPPING : TOO_MUCH));
    }
    this.#size += 1;
    return new Promise<T>((resolve, reject) => {
      const answered = (value: T) => {
        this.#answered();
        resolve(value);
      };
      const failed = (error: unknown) => {
        this.#answered();
        reject(error);
      };
      this.#waiting.push(make(answered, failed));
      this.#schedule();
    });
  }

  #answered(): void {
    this.#size -= 1;
    if (this.#size > 0) return;
    for (const resolve of this.#whenIdle) resolve();
  }

  /** When this turn of the event loop has brought all that it brings, so that those who arrive together go together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isAlone) return;
    if (this.#careful === 0) this.#fill();
    this.#load();
    if (this.#isFlushing) return;
    if (this.#open.entries.length > 0) this.#flush();
    else if (this.#waiting.length > 0) this.#postAlone();
    else this.#release();
  }

  /** Decides what waits, in order, until the flush is full or something must go alone. */
  #fill(): void {
    let taken = 0;
    let isBroken = false;
    const most = this.#most;
    for (const next of this.#waiting) {
      if (isBroken || !("item" in next) || !this.#fits(next.item, most)) break;
      taken += 1;
      isBroken = !this.#decide(next);
    }
    if (taken > 0) this.#waiting.splice(0, taken);
    // The item will fail again when it is posted alone, and answer for itself then.
    if (isBroken) this.#undo(newBatch());
  }

  /**
   * When nothing is in flight, half of what waits goes now and half is decided meanwhile: so that from then on this process
   * decides while the database stores.
   */
  get #most(): number {
    const { mostInFlush } = this.#options;
    if (this.#isFlushing) return mostInFlush;
    return Math.min(mostInFlush, Math.max(WORTH_SPLITTING, Math.ceil(this.#waiting.length / 2)));
  }

  #fits(item: PostingItem, most: number): boolean {
    const { workspaceId } = item;
    const { entries } = this.#open;
    const [first] = entries;
    if (!first) return true;
    if (this.#options.oneWorkspace && first.item.workspaceId !== workspaceId) return false;
    return entries.length < most && dayOf(first.item) === dayOf(item);
  }

  /** Decides an item or parks it until its workspace is read. False when deciding it broke. */
  #decide(entry: Entry): boolean {
    const { item } = entry;
    const { entries, outcomes, writes } = this.#open;
    const parked = this.#parked.get(item.workspaceId);
    if (parked) {
      parked.push(entry);
      return true;
    }
    try {
      const state = this.#options.cache.get(item.workspaceId);
      if (!state || missingFor(state, item)) this.#parked.set(item.workspaceId, [entry]);
      else {
        entries.push(entry);
        outcomes.push(decide(state, item, this.#options.answers, writes));
      }
      return true;
    } catch {
      if (entries.at(-1) !== entry) entries.push(entry);
      return false;
    }
  }

  #load(): void {
    if (this.#isLoading || this.#parked.size === 0) return;
    this.#isLoading = true;
    const asked = [...this.#parked].map(([id, entries]) => ({ id, items: entries.map(({ item }) => item) }));
    loadParked(asked, this.#options.cache)
      .then(
        ({ unknown }) => this.#unpark(asked, unknown),
        // Whose fault it was is seen when they are posted carefully, and the others are tried again.
        () => this.#undo(newBatch()),
      )
      .finally(() => {
        this.#isLoading = false;
        this.#pump();
      });
  }

  /** Back to the head of the queue, each workspace's items in their order. */
  #unpark(
    asked: readonly { id: string; items: readonly PostingItem[] }[],
    unknown: ReadonlySet<string>,
  ): void {
    const ready: Entry[] = [];
    for (const { id, items } of asked) {
      const entries = this.#parked.get(id) ?? [];
      this.#parked.delete(id);
      for (const entry of entries) {
        // One that came later may ask for a workspace that was made since.
        const isNowhere = unknown.has(id) && items.includes(entry.item);
        if (isNowhere) entry.resolve(decide(undefined, entry.item, this.#options.answers, new Writes()));
        else ready.push(entry);
      }
    }
    this.#waiting = [...ready, ...this.#waiting];
  }

  #flush(): void {
    const batch = this.#open;
    this.#open = newBatch();
    if (batch.writes.isEmpty) {
      answer(batch.entries, batch.outcomes);
      this.#schedule();
      return;
    }
    // Finished before anything else is decided: what is decided next moves the same states on.
    const call = finished(batch);
    if (!call) {
      this.#undo(batch);
      this.#schedule();
      return;
    }
    this.#isFlushing = true;
    if (this.#waiting.length > 0) this.#schedule();
    this.#store(batch, call).then(
      (isStored) => {
        this.#isFlushing = false;
        if (!isStored) this.#undo(batch);
        // First the next flush, then the answers: the database need not wait for what they set off.
        this.#pump();
        if (isStored) answer(batch.entries, batch.outcomes);
      },
      () => {
        this.#isFlushing = false;
        this.#undo(batch);
        this.#pump();
      },
    );
  }

  async #store({ entries, outcomes }: Batch, call: ReturnType<Writes["finish"]>): Promise<boolean> {
    const sql = pgSql(await this.#connected(), PATIENCE_MS);
    try {
      const { stale } = await store(sql, call);
      if (stale.length > 0) return false;
      await recallUnkept(
        sql,
        entries.map(({ item }) => item),
        outcomes,
      );
      return true;
    } catch (error) {
      this.#drop(error);
      throw error;
    }
  }

  /**
   * Forgets what `batch` and the one being filled were decided on, and puts their items back to be posted carefully: before
   * those that wait to be read, which came after them.
   */
  #undo(batch: Batch): void {
    const { cache, answers } = this.#options;
    const entries = [...batch.entries, ...this.#open.entries];
    for (const state of [...batch.writes.states, ...this.#open.writes.states])
      cache.forget(state.workspaceId);
    for (const { item } of entries) if (item.kind !== "expire") answers.forget(item.key);
    this.#open = newBatch();
    this.#waiting = [...entries, ...[...this.#parked.values()].flat(), ...this.#waiting];
    this.#parked.clear();
    this.#careful = CAREFUL_FLUSHES;
  }

  /** A unit, or the next items carefully. */
  #postAlone(): void {
    const [first] = this.#waiting;
    // What came before it and waits to be read goes before it.
    if (!first || this.#parked.size > 0) return;
    this.#isAlone = true;
    const done = () => {
      this.#isAlone = false;
      this.#pump();
    };
    if ("items" in first) {
      this.#waiting.shift();
      this.#postUnit(first).finally(done);
      return;
    }
    const entries = this.#nextEntries();
    if (this.#careful > 0) this.#careful -= 1;
    this.#postEntries(entries).finally(done);
  }

  #nextEntries(): Entry[] {
    const entries: Entry[] = [];
    for (const next of this.#waiting) {
      const [first] = entries;
      if (!("item" in next) || entries.length >= this.#options.mostInFlush) break;
      if (this.#options.oneWorkspace && first && first.item.workspaceId !== next.item.workspaceId) break;
      entries.push(next);
    }
    this.#waiting.splice(0, entries.length);
    return entries;
  }

  async #postUnit({ items, alongside, resolve, reject }: Unit): Promise<void> {
    try {
      resolve(await this.#transaction(items, alongside));
    } catch (error) {
      reject(error);
    }
  }

  /** All of them in one transaction; when that fails for another reason than an absent database, each in its own. */
  async #postEntries(entries: readonly Entry[]): Promise<void> {
    try {
      const items = entries.map(({ item }) => item);
      const outcomes = await this.#transaction(items, {});
      if (outcomes.some(({ replayed }) => replayed)) this.#careful = CAREFUL_FLUSHES;
      answer(entries, outcomes);
    } catch (error) {
      const [only] = entries;
      if (entries.length === 1 && only) only.reject(error);
      else if (isDatabaseUnavailable(error)) for (const { reject } of entries) reject(error);
      else for (const entry of entries) await this.#postEntries([entry]);
    }
  }

  /** One that the database ended because of another, or that lost its connection, is run again; its keys say whether it was done. */
  async #transaction(items: readonly PostingItem[], alongside: Alongside): Promise<PostingOutcome[]> {
    const started = performance.now();
    for (let run = 1; ; run += 1) {
      try {
        return await this.#runOnce(items, alongside);
      } catch (error) {
        const isLate = performance.now() - started > PATIENCE_MS / 2;
        const mayRepeat = isRepeatable(error) || isDatabaseUnavailable(error);
        if (run >= TRIES || isLate || !mayRepeat) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * run));
      }
    }
  }

  async #runOnce(items: readonly PostingItem[], { before, after }: Alongside): Promise<PostingOutcome[]> {
    const client = await this.#connected();
    const sql = pgSql(client, PATIENCE_MS);
    // What is remembered of these workspaces will be older than what this leaves.
    for (const { workspaceId } of items) this.#options.cache.forget(workspaceId);
    try {
      await sql("BEGIN");
      await before?.(sql);
      const outcomes: PostingOutcome[] = [];
      for (const part of partsOf(items, this.#options.mostInFlush)) {
        outcomes.push(...(await postCarefully(sql, part)));
      }
      await after?.(sql, outcomes);
      await commit(client);
      return outcomes;
    } catch (error) {
      await sql("ROLLBACK").catch((rollbackError: unknown) => this.#drop(rollbackError));
      throw error;
    }
  }

  /** The same connection while there is work: it keeps its plans. */
  async #connected(): Promise<pg.PoolClient> {
    this.#client ??= await this.#options.connect();
    return this.#client;
  }

  #release(): void {
    this.#client?.release();
    this.#client = null;
  }

  /** A connection that failed in the middle of a statement is not used again. */
  #drop(error: unknown): void {
    if (!isDatabaseUnavailable(error)) return;
    this.#client?.release(true);
    this.#client = null;
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
function dayOf({ now }: PostingItem): number {
  return Math.floor(now.getTime() / DAY_MS);
}

/** The arguments of post_batch; null when something was decided that no column can hold. */
function finished({ writes }: Batch): ReturnType<Writes["finish"]> | null {
  try {
    return writes.finish();
  } catch {
    return null;
  }
}

function newBatch(): Batch {
  return { entries: [], outcomes: [], writes: new Writes() };
}

function answer(entries: readonly Entry[], outcomes: readonly PostingOutcome[]): void {
  for (let index = 0; index < entries.length; index += 1) {
    const outcome = outcomes[index];
    if (outcome) entries[index]?.resolve(outcome);
    else entries[index]?.reject(new Error("A flush answers every item it was given"));
  }
}
