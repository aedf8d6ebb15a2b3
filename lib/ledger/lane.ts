// Two flushes in flight on one connection: while the database stores the first, the second is already with it,
// and what arrives is decided at once, on the states that they will leave. That is safe because the database has the last word:
// a flush whose states are not those in the tables stores nothing, and its items are posted carefully instead.

import type pg from "pg";
import { pgSql } from "#lib/db/sql.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import type { RecentAnswers } from "./answers.ts";
import { decide, isRecalled, NOWHERE } from "./decide.ts";
import type { PostingItem, PostingOutcome } from "./items.ts";
import { LaneConnection } from "./lane-connection.ts";
import { loadParked } from "./load-parked.ts";
import { missingFor } from "./missing.ts";
import { recallUnkept } from "./recall-unkept.ts";
import type { StateCache } from "./state-cache.ts";
import { store } from "./store.ts";
import type { Tables } from "./tables.ts";
import { type Alongside, dayOf, PATIENCE_MS, postInTransaction } from "./transaction.ts";
import { Writes } from "./writes.ts";

/** An item, and whom to tell what became of it. */
export type Entry = {
  item: PostingItem;
  resolve: (outcome: PostingOutcome) => void;
  reject: (error: unknown) => void;
};
/** Items that stand or fall together, with the statements that belong to them. */
export type Unit = {
  items: readonly PostingItem[];
  alongside: Alongside;
  resolve: (outcomes: PostingOutcome[]) => void;
  reject: (error: unknown) => void;
};
/** `recalls`: some of its outcomes are answers from memory, perhaps of a flush that is under way. */
type Batch = { entries: Entry[]; outcomes: PostingOutcome[]; writes: Writes; recalls: boolean };

export type LaneOptions = {
  connect: () => Promise<pg.PoolClient>;
  cache: StateCache;
  answers: RecentAnswers;
  /** Called right before what was posted is answered. */
  answered: (posted: Entry | Unit) => void;
  /** Items in one transaction. */
  mostInFlush: number;
  /** One workspace a transaction, for a database that is spread over machines. */
  oneWorkspace: boolean;
};

/** After a surprise, how many flushes are posted carefully before remembering is tried again. */
const CAREFUL_FLUSHES = 20;
/** One is stored while the next is on its way. They take turns on one connection, so the second never runs before the first. */
const MOST_IN_FLIGHT = 2;
const WORTH_SPLITTING = 32;

export class Lane {
  readonly #options: LaneOptions;
  #waiting: (Entry | Unit)[] = [];
  /** By workspace: what waits until its state is read. */
  #parked = new Map<string, Entry[]>();
  /** Reads the parked ones' states. Null when nothing is read, or nobody waits for it any more. */
  #loading: ReturnType<typeof loadParked> | null = null;
  #open = newBatch();
  /** Of flushes that are stored: the room for the next ones. */
  readonly #spare: Tables[] = [];
  #inFlight = 0;
  /** What was sent last made a posting that another process may make in its place, hash and all. */
  #isBare = false;
  /** Flushes that were not stored, in their order: they are undone together when none is in flight. */
  #unstored: Batch[] = [];
  /** Something is posted without what is remembered, so nothing is decided beside it. */
  #isAlone = false;
  #careful = 0;
  readonly #connection: LaneConnection;
  #isScheduled = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#connection = new LaneConnection(options.connect);
  }

  /** Answers after the commit of the transaction that holds it. */
  post(next: Entry | Unit): void {
    this.#waiting.push(next);
    this.#schedule();
  }

  /** Gives back the connection of a lane that has nothing to do. */
  release(): void {
    this.#connection.release();
  }

  #answer(entries: readonly Entry[], outcomes: readonly PostingOutcome[]): void {
    for (const [index, entry] of entries.entries()) {
      const outcome = outcomes[index];
      if (outcome) this.#resolve(entry, outcome);
      else this.#reject(entry, new Error("A flush answers every item it was given"));
    }
  }

  #resolve(entry: Entry, outcome: PostingOutcome): void {
    this.#options.answered(entry);
    entry.resolve(outcome);
  }

  #reject(entry: Entry, error: unknown): void {
    this.#options.answered(entry);
    entry.reject(error);
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
    if (this.#unstored.length > 0) {
      if (this.#inFlight > 0) return;
      this.#undo(this.#unstored.splice(0));
    }
    if (this.#careful === 0) this.#fill();
    this.#load();
    if (this.#open.entries.length > 0) {
      if (this.#mayFlush) this.#flush();
    } else if (this.#inFlight === 0) {
      if (this.#waiting.length > 0) this.#postAlone();
      else this.#connection.release();
    }
  }

  /**
   * Beside another only what cannot be stored, or answered, unless the other is: nothing compares an answer from memory, and
   * a bare posting with another of the same hash.
   */
  get #mayFlush(): boolean {
    if (this.#inFlight === 0) return true;
    return this.#inFlight < MOST_IN_FLIGHT && !this.#open.recalls && !this.#isBare;
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
    if (isBroken) this.#undo([]);
  }

  /** When nothing is in flight, half of what waits goes now and half follows: from then on deciding and storing overlap. */
  get #most(): number {
    const { mostInFlush } = this.#options;
    if (this.#inFlight > 0) return mostInFlush;
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
    const batch = this.#open;
    const { entries, outcomes, writes } = batch;
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
        const outcome = decide(state, item, this.#options.answers, writes);
        outcomes.push(outcome);
        batch.recalls ||= isRecalled(outcome);
      }
      return true;
    } catch {
      if (entries.at(-1) !== entry) entries.push(entry);
      return false;
    }
  }

  #load(): void {
    if (this.#loading || this.#parked.size === 0) return;
    const { cache } = this.#options;
    const asked = [...this.#parked].map(([id, entries]) => ({ id, items: entries.map(({ item }) => item) }));
    const loading = loadParked(asked, cache, PATIENCE_MS);
    this.#loading = loading;
    const whileAwaited = (work: () => void) => {
      if (this.#loading !== loading) return;
      this.#loading = null;
      work();
      this.#pump();
    };
    loading.then(
      ({ fresh, unknown }) =>
        whileAwaited(() => {
          for (const state of fresh) cache.put(state);
          this.#unpark(asked, unknown);
        }),
      // Whose fault it was is seen when they are posted carefully, and the others are tried again.
      () => whileAwaited(() => this.#undo([])),
    );
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
        if (isNowhere) this.#resolve(entry, NOWHERE);
        else ready.push(entry);
      }
    }
    this.#waiting = [...ready, ...this.#waiting];
  }

  #flush(): void {
    const batch = this.#open;
    this.#open = newBatch(this.#spare.pop());
    if (batch.writes.isEmpty) {
      this.#spare.push(batch.writes.release());
      this.#answer(batch.entries, batch.outcomes);
      this.#schedule();
      return;
    }
    // Finished before anything else is decided: what is decided next moves the same states on.
    const call = finished(batch);
    if (!call) {
      this.#undo([batch]);
      this.#schedule();
      return;
    }
    this.#inFlight += 1;
    this.#isBare = batch.writes.hasBare;
    if (this.#waiting.length > 0) this.#schedule();
    this.#store(batch, call).then((isStored) => {
      this.#inFlight -= 1;
      if (isStored) {
        this.#spare.push(batch.writes.release());
        this.#answer(batch.entries, batch.outcomes);
      } else this.#unstored.push(batch);
      this.#schedule();
    });
  }

  async #store({ entries, outcomes }: Batch, call: ReturnType<Writes["finish"]>): Promise<boolean> {
    try {
      const sql = pgSql(await this.#connection.get(), PATIENCE_MS);
      const { stale } = await store(sql, call);
      if (stale.length > 0) return false;
      await recallUnkept(
        sql,
        entries.map(({ item }) => item),
        outcomes,
      );
      return true;
    } catch (error) {
      this.#connection.drop(error);
      return false;
    }
  }

  /**
   * Forgets what `batches` and the one being filled were decided on, and puts their items back to be posted carefully: before
   * those that wait to be read, which came after them.
   */
  #undo(batches: readonly Batch[]): void {
    const { cache, answers } = this.#options;
    const undone = [...batches, this.#open];
    for (const { writes } of undone) for (const workspaceId of writes.workspaces) cache.forget(workspaceId);
    const entries = undone.flatMap((batch) => batch.entries);
    for (const { item } of entries) if (item.kind !== "expire") answers.forget(item.key);
    this.#open = newBatch();
    this.#waiting = [...entries, ...[...this.#parked.values()].flat(), ...this.#waiting];
    this.#parked.clear();
    // What is being read for them will be older than what they leave, perhaps in another lane.
    this.#loading = null;
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

  async #postUnit(unit: Unit): Promise<void> {
    const { items, alongside, resolve, reject } = unit;
    const posting = this.#transaction(items, alongside).finally(() => this.#options.answered(unit));
    await posting.then(resolve, reject);
  }

  /**
   * All of them in one transaction; when that fails for another reason than an absent database, each in its own.
   * @returns why the database is absent; null when it is there
   */
  async #postEntries(entries: readonly Entry[]): Promise<Error | null> {
    try {
      const items = entries.map(({ item }) => item);
      const outcomes = await this.#transaction(items, {});
      if (outcomes.some(({ replayed }) => replayed)) this.#careful = CAREFUL_FLUSHES;
      this.#answer(entries, outcomes);
      return null;
    } catch (error) {
      const isAbsent = isDatabaseUnavailable(error);
      if (isAbsent || entries.length === 1) for (const entry of entries) this.#reject(entry, error);
      if (isAbsent) return error;
      return entries.length > 1 ? this.#postEach(entries) : null;
    }
  }

  async #postEach(entries: readonly Entry[]): Promise<Error | null> {
    let absent: Error | null = null;
    for (const entry of entries) {
      // Waiting for it again, entry by entry, would take longer than anybody waits.
      if (absent) this.#reject(entry, absent);
      else absent = await this.#postEntries([entry]);
    }
    return absent;
  }

  async #transaction(items: readonly PostingItem[], alongside: Alongside): Promise<PostingOutcome[]> {
    const { cache, mostInFlush } = this.#options;
    // What is remembered of these workspaces will be older than what this leaves.
    for (const { workspaceId } of items) cache.forget(workspaceId);
    const { outcomes, states } = await postInTransaction(this.#connection, items, alongside, mostInFlush);
    // What else was done alongside may have changed what decides.
    if (!alongside.before && !alongside.after) for (const state of states) cache.put(state);
    return outcomes;
  }
}

/** The arguments of post_batch; null when something was decided that no column can hold. */
function finished({ writes }: Batch): ReturnType<Writes["finish"]> | null {
  try {
    return writes.finish();
  } catch {
    return null;
  }
}

function newBatch(tables?: Tables): Batch {
  return { entries: [], outcomes: [], writes: new Writes(tables), recalls: false };
}
