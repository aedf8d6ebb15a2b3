// For tests: the callers' own record of what was sent and what was answered. It lives outside of everything that is killed.
import { setTimeout as delay } from "node:timers/promises";
import { type Ask, LONGEST_MS, type Told, type Wire } from "./test-wire.ts";

const PAUSE_MS = 25;
/** Answers that mean: nobody knows yet, ask again under the same key. */
const COMES_BACK = new Set([429, 503]);
/** Done, or refused by what there was. Anything else is a complaint. */
const SETTLES = new Set([200, 201, 402, 409]);

export type Entry = Ask & {
  /** The first answer that settles it; undefined while nobody knows. */
  told: Told | undefined;
};

export class CallersRecord {
  readonly entries: Entry[] = [];
  /** Whatever no caller may ever see: answers of our own fault, answers that differ, answers that took too long. */
  readonly complaints: string[] = [];
  /** How often what happened: "201", "201 again", "503", "lost ECONNRESET". */
  readonly counts: Record<string, number> = {};
  slowestMs = 0;
  #settled = 0;
  #isClosed = false;
  #waiting: { at: number; resolve: () => void }[] = [];

  /**
   * Sends under one key, to all of `urls()` at once, until an answer settles it. Unavailable and lost leave it open. Of several
   * answers one may be the first; all are the same.
   */
  async settle(ask: Ask, wire: Wire, urls: () => readonly string[]): Promise<Told> {
    const entry: Entry = { ...ask, told: undefined };
    this.entries.push(entry);
    const [first, ...others] = await this.#answers(ask, wire, urls);
    entry.told = first;
    this.#count(`${ask.kind} ${first.status}${first.replayed ? " had happened" : ""}`);
    for (const other of others) this.#compare(entry, other);
    this.#moveOn();
    return first;
  }

  /** Asks again what was answered before: the answer must be the same, byte for byte, and say that it is. */
  async again(entry: Entry, wire: Wire, urls: () => readonly string[]): Promise<void> {
    for (const told of await this.#answers(entry, wire, urls)) {
      this.#count(`${entry.kind} ${told.status} again`);
      this.#compare(entry, told);
    }
  }

  /** The answers of the first try that brought any, the one that is no replay first. */
  async #answers(ask: Ask, wire: Wire, urls: () => readonly string[]): Promise<[Told, ...Told[]]> {
    while (!this.#isClosed) {
      const tries = await Promise.all(urls().map((url) => this.#exchange(ask, wire, url)));
      const answers = tries.filter((told) => told !== undefined);
      const [first, ...others] = answers.toSorted((a, b) => Number(a.replayed) - Number(b.replayed));
      if (first) return [first, ...others];
      await delay(PAUSE_MS);
    }
    throw new Error(`${ask.kind} ${ask.key} was given up`);
  }

  /** Nobody waits for answers any more. */
  close(): void {
    this.#isClosed = true;
  }

  #compare({ kind, key, told: first }: Entry, told: Told): void {
    // The items of a batch have keys of their own, and each says for itself that it had happened.
    const isBatch = kind === "batch";
    const bodyOf = ({ body }: Told) => (isBatch ? withoutMarks(body) : body);
    if (!first || told.status !== first.status || bodyOf(told) !== bodyOf(first)) {
      this.complaints.push(
        `${kind} ${key} was answered ${JSON.stringify(first)}, then ${JSON.stringify(told)}`,
      );
    }
    if (!isBatch && !told.replayed) {
      this.complaints.push(`${kind} ${key} was answered twice as if it were the first time`);
    }
  }

  /** Resolves when `count` more requests have been settled. */
  settledMore(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ at: this.#settled + count, resolve });
    });
  }

  async #exchange(ask: Ask, wire: Wire, url: string): Promise<Told | undefined> {
    const exchange = await wire.send(ask, url);
    this.slowestMs = Math.max(this.slowestMs, exchange.ms);
    if (exchange.ms >= LONGEST_MS) this.complaints.push(`${ask.kind} ${ask.key} took ${exchange.ms} ms`);
    if ("lost" in exchange) {
      this.#count(`lost ${exchange.lost}`);
      return undefined;
    }
    const { told } = exchange;
    const statuses = statusesOf(ask, told);
    const comesBack = statuses.find((status) => COMES_BACK.has(status));
    if (comesBack !== undefined) {
      this.#count(String(comesBack));
      return undefined;
    }
    if (!statuses.every((status) => SETTLES.has(status))) {
      this.complaints.push(`${ask.kind} ${ask.key}: ${JSON.stringify(told)}`);
    }
    return told;
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #moveOn(): void {
    this.#settled += 1;
    const due = this.#waiting.filter(({ at }) => at <= this.#settled);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#settled);
    for (const { resolve } of due) resolve();
  }
}

/** A batch that is answered has an answer for each of its items. */
function statusesOf({ kind }: Ask, { status, body }: Told): number[] {
  if (kind !== "batch" || status !== 200) return [status];
  const { results }: { results: { status: number }[] } = JSON.parse(body);
  return results.map((result) => result.status);
}

/** A batch's answer without the marks of what had happened before. */
function withoutMarks(body: string): string {
  return JSON.stringify(JSON.parse(body), (name, value) => (name === "replayed" ? undefined : value));
}
