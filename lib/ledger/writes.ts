import type { BudgetUse } from "#lib/core/budgets.ts";
import { invariant } from "#lib/core/invariant.ts";
import type { LocalDay } from "#lib/core/months.ts";
import { type ChainedEvent, type ChainedTransfer, eventLine, hashPosting, transferLine } from "./chain.ts";
import { type Hold, toStoredLines, toStoredParts } from "./hold.ts";
import type { GrantItem, KeyedItem } from "./items.ts";
import type { LotState, WorkspaceState } from "./state.ts";
import { Tables } from "./tables.ts";
import { UsageSums } from "./usage-sums.ts";

export type TransferRow = ChainedTransfer & {
  from: string;
  to: string;
  debitId: string | null;
  kind: "grant" | "debit" | "hold" | "capture" | "release" | "expire" | "void";
};

export type EventRow = ChainedEvent & {
  recordedAt: Date;
  outcome: string | null;
  metadata: string | null;
  apiKey: string | null;
};

/** What a flush adds to one workspace: the draft of its posting. */
class Draft {
  readonly state: WorkspaceState;
  readonly version: bigint;
  readonly previous: string;
  readonly firstSeq: bigint;
  transfers: string[] = [];
  events: string[] = [];
  /** Something of the workspace moved or changed, beyond a kept answer. */
  changed = false;
  /** The UTC day that its first change begins. */
  newDay: LocalDay | null = null;

  constructor(state: WorkspaceState) {
    this.state = state;
    this.version = state.version;
    this.previous = state.hash;
    this.firstSeq = state.seq + 1n;
  }
}

/** All that one flush must store, gathered while its items are decided. */
export class Writes {
  readonly #drafts = new Map<string, Draft>();
  readonly #lots = new Map<LotState, WorkspaceState>();
  readonly #uses = new Map<BudgetUse, WorkspaceState>();
  readonly #holds = new Map<Hold, WorkspaceState>();
  readonly #tables: Tables;
  #sums = new UsageSums();
  readonly #grants: object[] = [];
  readonly #voided: object[] = [];
  readonly #snapshots: object[] = [];
  /** Once finished: one of its postings moves and records nothing, so that its hash is that of any other such posting. */
  hasBare = false;

  /** @param tables empty ones; those of a flush that is stored can be used again once they are cleared */
  constructor(tables = new Tables()) {
    this.#tables = tables;
  }

  /**
   * Says that the decisions of this flush rest on `state` as it was before its first change here. Throws when others of them rest
   * on another state of the same workspace, which was forgotten and read again meanwhile: the database would find both right.
   */
  begin(state: WorkspaceState): Draft {
    let draft = this.#drafts.get(state.workspaceId);
    if (!draft) {
      draft = new Draft(state);
      this.#drafts.set(state.workspaceId, draft);
    }
    invariant(draft.state === state, "a flush rests on one state of a workspace");
    return draft;
  }

  /** The workspaces whose state this flush rests on. */
  get workspaces(): Iterable<string> {
    return this.#drafts.keys();
  }

  get isEmpty(): boolean {
    return this.#drafts.size === 0;
  }

  /** Keeps the answer, as text, under the item's key. */
  answer(state: WorkspaceState, { key, bodyHash }: KeyedItem, answer: string, at: Date): void {
    this.begin(state);
    this.#tables.keys.push([state.workspaceId, key, bodyHash, answer, at]);
  }

  transfer(state: WorkspaceState, row: TransferRow, lot: LotState): void {
    const draft = this.#change(state);
    draft.transfers.push(transferLine(row));
    this.#lots.set(lot, state);
    this.#tables.transfers.push([
      state.workspaceId,
      row.postedAt,
      row.seq,
      row.kind,
      row.creditType,
      row.from,
      row.to,
      row.amount,
      row.grantId,
      row.balanceAfter,
      row.debitId,
      row.eventId,
      row.holdId,
      row.actor,
    ]);
  }

  event(state: WorkspaceState, row: EventRow): void {
    const draft = this.#change(state);
    draft.events.push(eventLine(row));
    this.#sums.add(state, row);
    this.#tables.events.push([
      state.workspaceId,
      row.occurredAt,
      row.eventId,
      row.debitId,
      row.recordedAt,
      row.day,
      row.feature,
      row.creditType,
      row.quantity,
      row.unchanged,
      row.inputTokens,
      row.cachedInputTokens,
      row.outputTokens,
      row.model,
      row.ownKey,
      row.credits,
      row.rateVersion,
      row.agent,
      row.job,
      row.run,
      row.source,
      row.actor,
      row.outcome,
      row.metadata,
      row.vendorCost,
      row.vendorCurrency,
      state.posting,
      row.apiKey,
      row.holdId,
    ]);
  }

  grant(state: WorkspaceState, { grant, actor }: GrantItem, at: Date): void {
    this.#change(state);
    this.#grants.push({
      workspace_id: state.workspaceId,
      id: grant.id,
      credit_type: grant.creditType,
      source: grant.source,
      amount: String(grant.amount),
      priority: grant.priority,
      effective_at: grant.effectiveAt,
      expires_at: grant.expiresAt,
      paid_minor: grant.paid && String(grant.paid.amountMinor),
      paid_currency: grant.paid?.currency ?? null,
      purchase_id: grant.purchaseId,
      reason: grant.reason,
      created_by: actor,
      created_at: at,
    });
  }

  voided(state: WorkspaceState, grantId: string, at: Date): void {
    this.#change(state);
    this.#voided.push({ workspace_id: state.workspaceId, id: grantId, at });
  }

  hold(state: WorkspaceState, hold: Hold): void {
    this.#change(state);
    this.#holds.set(hold, state);
  }

  budgetUse(state: WorkspaceState, use: BudgetUse): void {
    this.#change(state);
    this.#uses.set(use, state);
  }

  /** Should this flush change the workspace, it is the first of the UTC day, and how the day began is kept. */
  dayBegins(state: WorkspaceState, day: LocalDay): void {
    const draft = this.begin(state);
    if (!draft.changed) draft.newDay = day;
  }

  /** The first change of a flush begins the workspace's next posting. */
  #change(state: WorkspaceState): Draft {
    const draft = this.begin(state);
    if (!draft.changed) {
      draft.changed = true;
      state.posting += 1n;
      for (const use of state.computed.splice(0)) this.#uses.set(use, state);
      if (draft.newDay) {
        const seq = String(draft.firstSeq - 1n);
        this.#snapshots.push({ workspace_id: state.workspaceId, day: draft.newDay, seq });
      }
    }
    return draft;
  }

  /**
   * Ends the postings of this flush, moves their states on to the versions they will have, and gives the arguments of
   * post_batch.
   */
  finish(): (Buffer | string | null)[] {
    const { checks, heads } = this.#tables;
    // Every flush locks in this order.
    const drafts = [...this.#drafts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [workspaceId, draft] of drafts) {
      const { state, version, previous, transfers, events, firstSeq } = draft;
      checks.push([workspaceId, version, previous]);
      if (!draft.changed) continue;
      if (transfers.length === 0 && events.length === 0) this.hasBare = true;
      state.hash = hashPosting(workspaceId, state.posting, previous, transfers, events);
      state.version += 1n;
      heads.push([
        workspaceId,
        state.seq,
        state.postedAt,
        state.posting,
        state.hash,
        firstSeq,
        events.length,
      ]);
    }
    this.#addLots();
    this.#sums.addDaily(this.#tables.daily);
    this.#addBudgets();
    const call = [...this.#tables.finish(), this.#rare()];
    this.#forget();
    return call;
  }

  /** What is in the call: a flush that is under way keeps only what answering and undoing it need. */
  #forget(): void {
    for (const draft of this.#drafts.values()) {
      draft.transfers = [];
      draft.events = [];
    }
    this.#lots.clear();
    this.#sums = new UsageSums();
  }

  /** Once what `finish` gave is stored: its tables, empty, for another flush. */
  release(): Tables {
    this.#tables.clear();
    return this.#tables;
  }

  #addLots(): void {
    const { lots } = this.#tables;
    for (const [lot, state] of this.#lots) {
      lots.push([state.workspaceId, lot.id, lot.remaining, lot.held, lot.movedAt]);
    }
  }

  #addBudgets(): void {
    const { budgets } = this.#tables;
    for (const [use, state] of this.#uses) {
      budgets.push([state.workspaceId, use.id, `${use.month}-01`, use.spent, use.held]);
    }
  }

  #rare(): string | null {
    const holds = [...this.#holds].map(([hold, state]) => toHoldRow(hold, state.workspaceId));
    const rare = {
      snapshots: this.#snapshots,
      grants: this.#grants,
      voided: this.#voided,
      holds,
      ...this.#sums.rare(),
    };
    const isNothing = Object.values(rare).every((rows) => rows.length === 0);
    return isNothing ? null : JSON.stringify(rare);
  }
}

function toHoldRow(hold: Hold, workspaceId: string): object {
  return {
    workspace_id: workspaceId,
    id: hold.id,
    created_at: hold.createdAt,
    expires_at: hold.expiresAt,
    ended_at: hold.ended?.at ?? null,
    ended_how: hold.ended?.how ?? null,
    month: `${hold.month}-01`,
    agent: hold.agent ?? "",
    job: hold.job ?? "",
    run: hold.run ?? "",
    source: hold.source,
    actor: hold.actor,
    api_key: hold.apiKey,
    rate_version: hold.rateVersion,
    metadata: hold.metadata,
    lines: toStoredLines(hold.lines),
    parts: toStoredParts(hold.parts),
    extended: hold.extended,
  };
}
