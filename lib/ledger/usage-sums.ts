// The sums that charts and tables read, added up in memory: one row a key, since a statement may not touch the same row twice.

import type { Rows } from "./rows.ts";
import type { WorkspaceState } from "./state.ts";
import type { EventRow } from "./writes.ts";

type Sums = {
  state: WorkspaceState;
  /** The first event with the key of the sum. */
  event: EventRow;
  credits: bigint;
  events: bigint;
  quantity: bigint;
  unchanged: bigint;
  discardedCredits: bigint;
  discardedEvents: bigint;
  firstAt: Date;
  lastAt: Date;
};

/** What the events of a flush add to the daily and per-run sums, and the agents and jobs they name for the first time. */
export class UsageSums {
  readonly #daily = new Map<string, Sums>();
  readonly #runs = new Map<string, Sums>();
  /** The daily sum that the last event belongs to. */
  #last: Sums | null = null;
  readonly #agents: object[] = [];
  readonly #jobs: object[] = [];

  add(state: WorkspaceState, event: EventRow): void {
    count(this.#ofDay(state, event), event);
    if (event.run !== "") count(this.#ofRun(state, event), event);
    this.#name(state, "agent", event.agent, event.recordedAt);
    this.#name(state, "job", event.job, event.recordedAt);
  }

  #ofDay(state: WorkspaceState, event: EventRow): Sums {
    // Neighbours often belong together, and comparing them costs less than making a key.
    if (this.#last && isSameSum(this.#last, state, event)) return this.#last;
    this.#last = sumsAt(this.#daily, `${keyOf(state, event)}${event.day}`, state, event);
    return this.#last;
  }

  #ofRun(state: WorkspaceState, event: EventRow): Sums {
    const key = `${keyOf(state, event)}${event.day.slice(0, 7)}\n${event.run}`;
    return sumsAt(this.#runs, key, state, event);
  }

  #name(state: WorkspaceState, kind: "agent" | "job", id: string, at: Date): void {
    if (id === "" || state.hasName(kind, id)) return;
    state.addName(kind, id);
    (kind === "agent" ? this.#agents : this.#jobs).push({ workspace_id: state.workspaceId, id, at });
  }

  addDaily(rows: Rows): void {
    for (const { state, event, ...sums } of this.#daily.values()) {
      rows.push([
        state.workspaceId,
        event.day,
        event.creditType,
        event.agent,
        event.job,
        event.feature,
        event.source,
        sums.credits,
        sums.events,
        // A day's quantities may be more than a bigint holds.
        String(sums.quantity),
        String(sums.unchanged),
        sums.discardedCredits,
        sums.discardedEvents,
      ]);
    }
  }

  /** Rows that few flushes bring, as post_rare takes them. */
  rare() {
    return { runs: [...this.#runs.values()].map(toRunRow), agents: this.#agents, jobs: this.#jobs };
  }
}

function toRunRow({ state, event, ...sums }: Sums): object {
  return {
    workspace_id: state.workspaceId,
    month: `${event.day.slice(0, 7)}-01`,
    agent: event.agent,
    job: event.job,
    run: event.run,
    credit_type: event.creditType,
    feature: event.feature,
    source: event.source,
    credits: String(sums.credits),
    events: String(sums.events),
    quantity: String(sums.quantity),
    unchanged: String(sums.unchanged),
    discarded_credits: String(sums.discardedCredits),
    discarded_events: String(sums.discardedEvents),
    first_at: sums.firstAt,
    last_at: sums.lastAt,
    recorded_at: event.recordedAt,
  };
}

/** The part of its key that a day's sum and a run's have in common. */
function keyOf(
  { workspaceId }: WorkspaceState,
  { creditType, agent, job, feature, source }: EventRow,
): string {
  return `${workspaceId}\n${creditType}\n${agent}\n${job}\n${feature}\n${source}\n`;
}

function isSameSum({ state, event }: Sums, otherState: WorkspaceState, other: EventRow): boolean {
  return (
    state === otherState &&
    event.day === other.day &&
    event.creditType === other.creditType &&
    event.agent === other.agent &&
    event.job === other.job &&
    event.feature === other.feature &&
    event.source === other.source
  );
}

function sumsAt(groups: Map<string, Sums>, key: string, state: WorkspaceState, event: EventRow): Sums {
  const known = groups.get(key);
  if (known) return known;
  const nothing = {
    credits: 0n,
    events: 0n,
    quantity: 0n,
    unchanged: 0n,
    discardedCredits: 0n,
    discardedEvents: 0n,
  };
  const sums = { state, event, ...nothing, firstAt: event.occurredAt, lastAt: event.occurredAt };
  groups.set(key, sums);
  return sums;
}

function count(sums: Sums, { credits, quantity, unchanged, occurredAt, outcome }: EventRow): void {
  sums.credits += credits;
  sums.events += 1n;
  sums.quantity += quantity;
  sums.unchanged += unchanged;
  if (outcome === "discarded") {
    sums.discardedCredits += credits;
    sums.discardedEvents += 1n;
  }
  if (occurredAt.getTime() < sums.firstAt.getTime()) sums.firstAt = occurredAt;
  if (occurredAt.getTime() > sums.lastAt.getTime()) sums.lastAt = occurredAt;
}
