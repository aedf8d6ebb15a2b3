// What the engine knows of a workspace: exactly what a decision reads, moved on by every decision. It is remembered between
// flushes; the version says whether it is still what the database holds.

import type { Budget, BudgetUse } from "#lib/core/budgets.ts";
import { compareBurnOrder } from "#lib/core/burn-order.ts";
import type { Credits } from "#lib/core/credits.ts";
import type { FeatureSetting } from "#lib/core/features.ts";
import type { Lot } from "#lib/core/grants.ts";
import type { LocalDay, Month } from "#lib/core/months.ts";
import type { Hold } from "./hold.ts";

/** A lot as the engine moves it. `voided`: what comes back to it is taken back. `movedAt`: its last transfer's instant. */
export type LotState = Lot & { voided: boolean; movedAt: Date };
type Wallet = { remaining: Credits; held: Credits };

/** What was read of one workspace. */
export type StoredWorkspace = {
  workspaceId: string;
  timeZone: string;
  plan: string | null;
  paused: boolean;
  version: bigint;
  seq: bigint;
  postedAt: Date;
  /** Number and hash of the last posting of the chain. */
  posting: bigint;
  /** 64 hexadecimal digits. */
  hash: string;
  features: readonly FeatureSetting[];
  planFeatures: readonly FeatureSetting[];
  budgets: readonly Budget[];
};

/** A name forgotten is only written once more, to no effect. */
const MOST_NAMES = 1_000;
/** How many of what is over are remembered. */
const MOST_ENDED = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

export class WorkspaceState {
  readonly stored: StoredWorkspace;
  version: bigint;
  seq: bigint;
  postedAt: Date;
  posting: bigint;
  hash: string;
  readonly lots = new Map<string, LotState>();
  /** Named by an item, and not there. */
  readonly unknownLots = new Set<string>();
  /** Per credit type the open lots, in burn order. */
  readonly #burning = new Map<string, LotState[]>();
  /** The sums of the lots, per credit type. */
  readonly #wallets = new Map<string, Wallet>();
  /** Those an item named, open or ended, and all open ones that expire before `holdsKnownUntil`; null for no such hold. */
  readonly holds = new Map<string, Hold | null>();
  holdsKnownUntil = 0;
  /** Ended holds with the posting that ended them, oldest first. */
  #ended: { id: string; posting: bigint }[] = [];
  #absent: string[] = [];
  /** Per month and budget; a month that is not there was not read. */
  readonly budgetUse = new Map<Month, Map<string, BudgetUse>>();
  /** Budget use that was computed because nothing was stored: stored with the next change, so that it is computed once. */
  computed: BudgetUse[] = [];
  /** Agents and jobs that surely have a row. */
  readonly #names = { agent: new Set<string>(), job: new Set<string>() };
  #nextDue = NEVER;

  constructor(stored: StoredWorkspace) {
    this.stored = stored;
    this.version = stored.version;
    this.seq = stored.seq;
    this.postedAt = stored.postedAt;
    this.posting = stored.posting;
    this.hash = stored.hash;
  }

  get workspaceId(): string {
    return this.stored.workspaceId;
  }

  /** The instant at which an item is decided: a workspace's ledger never goes back in time, even when clocks disagree. */
  instantOf({ now }: { now: Date }): Date {
    return now.getTime() < this.postedAt.getTime() ? this.postedAt : now;
  }

  /** A lot as it was read: what it has is the workspace's. */
  addStoredLot(lot: LotState): void {
    if (this.lots.has(lot.id)) return;
    const wallet = this.walletOf(lot.creditType);
    wallet.remaining += lot.remaining;
    wallet.held += lot.held;
    this.addLot(lot);
  }

  /** A lot whose credits were moved into it here. */
  addLot(lot: LotState): void {
    this.lots.set(lot.id, lot);
    if (lot.remaining > 0n) this.dueBy(lot.expiresAt);
    if (!isOpen(lot)) return;
    // What is used up goes when something new comes.
    const burning = (this.#burning.get(lot.creditType) ?? []).filter(isOpen);
    burning.splice(placeOf(burning, lot), 0, lot);
    this.#burning.set(lot.creditType, burning);
  }

  addHold(hold: Hold): void {
    this.holds.set(hold.id, hold);
    if (hold.ended) this.holdEnded(hold);
    else this.dueBy(hold.expiresAt);
  }

  /**
   * Remembers which of these holds there are not; not for ever, since anybody can ask for any number of them, but all of
   * these: whoever asked for them waits until they are known.
   */
  addNoHolds(ids: readonly string[]): void {
    if (this.#absent.length >= MOST_ENDED) {
      for (const absent of this.#absent.splice(0))
        if (this.holds.get(absent) === null) this.holds.delete(absent);
    }
    for (const id of ids) {
      if (this.holds.has(id)) continue;
      this.holds.set(id, null);
      this.#absent.push(id);
    }
  }

  /** As `addNoHolds`, for lots. */
  addNoLots(ids: readonly string[]): void {
    if (this.unknownLots.size >= MOST_ENDED) this.unknownLots.clear();
    for (const id of ids) this.unknownLots.add(id);
  }

  /**
   * Says that `hold` has ended. Those that ended long ago are forgotten and read again when they are named; not those of the
   * last three postings, which may not be stored yet: two are under way, and one is being decided.
   */
  holdEnded({ id }: Hold): void {
    this.#ended.push({ id, posting: this.posting });
    if (this.#ended.length < 2 * MOST_ENDED) return;
    const stored = this.#ended.splice(0, MOST_ENDED).filter((ended) => !this.#forgetEnded(ended));
    this.#ended.unshift(...stored);
  }

  #forgetEnded({ id, posting }: { id: string; posting: bigint }): boolean {
    if (posting >= this.posting - 2n) return false;
    this.holds.delete(id);
    return true;
  }

  /** The open lots of these credit types, each type in burn order. */
  lotsOf(creditTypes: readonly string[]): readonly LotState[] {
    const [only, ...others] = creditTypes;
    if (only === undefined) return [];
    const lots = this.#burning.get(only) ?? [];
    return others.length === 0 ? lots : [...lots, ...this.lotsOf(others)];
  }

  get openLots(): LotState[] {
    return [...this.#burning.values()].flat();
  }

  /** True when some hold or lot may have ended by `at`; `settled` sets the next instant worth looking. */
  mayBeDue(at: Date): boolean {
    return at.getTime() >= this.#nextDue;
  }

  /** Something ends at `instant`. */
  dueBy(instant: Date | null): void {
    if (instant) this.#nextDue = Math.min(this.#nextDue, instant.getTime());
  }

  /** After all that was due at `at` has ended: forgets what is used up, and finds when something ends next. */
  settled(): void {
    let next = NEVER;
    for (const [type, lots] of this.#burning) {
      const open = lots.filter(isOpen);
      if (open.length < lots.length) this.#burning.set(type, open);
      for (const { expiresAt, remaining } of open) {
        if (expiresAt && remaining > 0n) next = Math.min(next, expiresAt.getTime());
      }
    }
    for (const hold of this.holds.values()) {
      if (hold && !hold.ended) next = Math.min(next, hold.expiresAt.getTime());
    }
    this.#nextDue = next;
  }

  hasName(kind: "agent" | "job", id: string): boolean {
    return this.#names[kind].has(id);
  }

  addName(kind: "agent" | "job", id: string): void {
    const names = this.#names[kind];
    if (names.size >= MOST_NAMES) names.clear();
    names.add(id);
  }

  walletOf(creditType: string): Wallet {
    let wallet = this.#wallets.get(creditType);
    if (!wallet) {
      wallet = { remaining: 0n, held: 0n };
      this.#wallets.set(creditType, wallet);
    }
    return wallet;
  }
}

function isOpen({ remaining, held }: LotState): boolean {
  return remaining > 0n || held > 0n;
}

/** Where `lot` stands in a list that is in burn order. */
function placeOf(lots: readonly LotState[], lot: LotState): number {
  const place = lots.findIndex((other) => compareBurnOrder(lot, other) < 0);
  return place === -1 ? lots.length : place;
}

/** "2026-11" of "2026-11-21". */
export function monthOfDay(day: LocalDay): Month {
  return day.slice(0, 7);
}
