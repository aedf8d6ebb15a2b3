// The sums that charts and tables read, added up in memory: one row a key, since a statement may not touch the same row twice.

import type { Rows } from "./rows.ts";
import type { WorkspaceState } from "./state.ts";
import type { EventRow } from "./writes.ts";

type Sums = {
  state: WorkspaceState;
  /** An event with the key of the sum. */
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
  readonly #agents: object[] = [];
  readonly #jobs: object[] = [];

  add(state: WorkspaceState, event: EventRow): void {
    const { day, creditType, agent, job, run, feature, source } = event;
    const what = `${state.workspaceId}\n${creditType}\n${agent}\n${job}\n${feature}\n${source}\n`;
    addTo(this.#daily, what + day, state, event);
    if (run !== "") addTo(this.#runs, `${what}${day.slice(0, 7)}\n${run}`, state, event);
    this.#name(state, "agent", agent, event.recordedAt);
    this.#name(state, "job", job, event.recordedAt);
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
  };
}

function addTo(groups: Map<string, Sums>, key: string, state: WorkspaceState, event: EventRow): void {
  const { credits, quantity, unchanged, occurredAt } = event;
  const isDiscarded = event.outcome === "discarded";
  const sums = groups.get(key);
  if (!sums) {
    groups.set(key, {
      state,
      event,
      credits,
      events: 1n,
      quantity,
      unchanged,
      discardedCredits: isDiscarded ? credits : 0n,
      discardedEvents: isDiscarded ? 1n : 0n,
      firstAt: occurredAt,
      lastAt: occurredAt,
    });
    return;
  }
  sums.credits += credits;
  sums.events += 1n;
  sums.quantity += quantity;
  sums.unchanged += unchanged;
  if (isDiscarded) {
    sums.discardedCredits += credits;
    sums.discardedEvents += 1n;
  }
  if (occurredAt < sums.firstAt) sums.firstAt = occurredAt;
  if (occurredAt > sums.lastAt) sums.lastAt = occurredAt;
}
