import { Caller, type WriteOptions } from "./caller.ts";
import type {
  BatchItem,
  Calls,
  CaptureRequest,
  CheckoutRequest,
  CheckRequest,
  DebitRequest,
  ExtendRequest,
  GrantRequest,
  HoldRequest,
  Ledger,
  OutcomeRequest,
  Transfer,
  Usage,
  UsageRow,
  VoidRequest,
  WorkspaceRequest,
} from "./generated.ts";
import { type HoldCalls, type Work, type Worked, workUnder } from "./hold-work.ts";
import { newKey } from "./new-key.ts";
import { Pages } from "./pages.ts";
import type { CallOptions, HeadroomOptions } from "./transport.ts";

export type { WriteOptions } from "./caller.ts";
export type * from "./generated.ts";
export { type ClientCode, HeadroomError } from "./headroom-error.ts";
export type { Used, Work, Worked } from "./hold-work.ts";
export type { Pages } from "./pages.ts";
export type { CallOptions, HeadroomOptions } from "./transport.ts";

type Query<Name extends keyof Calls> = Calls[Name]["input"] extends { readonly query?: infer Given }
  ? Omit<NonNullable<Given>, "after">
  : never;

/** A debit of a batch. Give a key of your own to be safe across a restart of your process, and to send the item again later. */
export type BatchEntry = Omit<BatchItem, "idempotencyKey"> & { readonly idempotencyKey?: string | undefined };

/** The API of Headroom, a method a call. Every method throws a HeadroomError when the call did not go well. */
export class Headroom {
  readonly #caller: Caller;

  constructor(options: HeadroomOptions) {
    this.#caller = new Caller(options);
  }

  /** Creates a workspace, with its starter credits, or updates it. Platform keys only. */
  openWorkspace(workspace: string, body: WorkspaceRequest, options?: WriteOptions) {
    return this.#caller.call("PUT /workspaces/{workspace}", { path: { workspace }, body }, options);
  }

  /** What a workspace has now, by credit type, with its grants in the order they will burn. */
  balance(workspace: string, options?: CallOptions) {
    return this.#caller.call("GET /workspaces/{workspace}/balance", { path: { workspace } }, options);
  }

  /** What a workspace had at an instant. */
  balanceAt(workspace: string, at: string | Date, options?: CallOptions) {
    const query = { at: toInstant(at) };
    return this.#caller.call("GET /workspaces/{workspace}/balance", { path: { workspace }, query }, options);
  }

  /** Whether work may start. Has no effect; a refusal is an answer (`allowed: false` with the reason), not an error. */
  check(workspace: string, body: CheckRequest, options?: CallOptions) {
    return this.#caller.call("POST /workspaces/{workspace}/check", { path: { workspace }, body }, options);
  }

  /** Spends credits now. */
  debit(workspace: string, body: DebitRequest, options?: WriteOptions) {
    return this.#caller.call("POST /workspaces/{workspace}/debits", { path: { workspace }, body }, options);
  }

  /**
   * Spends credits for up to 1,000 items at once, and answers one result for each, in their order: `status` is 201, or says with
   * `code` why that item was refused. An item without an idempotencyKey gets one that every attempt of this call is sent with.
   */
  async debitBatch(items: readonly BatchEntry[], options?: CallOptions) {
    const keyed = items.map((item) => ({
      ...item,
      idempotencyKey: item.idempotencyKey ?? newKey(),
    }));
    const { results } = await this.#caller.call("POST /debits/batch", { body: { items: keyed } }, options);
    return results;
  }

  /** Reserves credits for work in progress, for `expiresInSeconds` from now (300 unless given). */
  hold(workspace: string, body: HoldRequest, options?: WriteOptions) {
    return this.#caller.call("POST /workspaces/{workspace}/holds", { path: { workspace }, body }, options);
  }

  /** Spends what was really used of a hold and gives the rest back; with no body, spends all that is left of it. */
  capture(workspace: string, hold: string, body: CaptureRequest = {}, options?: WriteOptions) {
    const input = { path: { workspace, hold }, body };
    return this.#caller.call("POST /workspaces/{workspace}/holds/{hold}/capture", input, options);
  }

  /** Gives back what is left of a hold. */
  release(workspace: string, hold: string, options?: WriteOptions) {
    const input = { path: { workspace, hold } };
    return this.#caller.call("POST /workspaces/{workspace}/holds/{hold}/release", input, options);
  }

  /** Keeps a hold alive for `expiresInSeconds` from now, and never for less long than it would have lived anyway. */
  extend(workspace: string, hold: string, body: ExtendRequest, options?: WriteOptions) {
    const input = { path: { workspace, hold }, body };
    return this.#caller.call("POST /workspaces/{workspace}/holds/{hold}/extend", input, options);
  }

  /**
   * Runs work under a hold: reserves, works, and spends what the work says it used, or all of the hold. Gives all back
   * when the work fails, and throws what the work threw. The hold is kept alive until then. Work that is refused its
   * credits does not start. A key of your own names this one piece of work, and is never worked for again once it ended.
   */
  async withHold<Result = undefined>(
    workspace: string,
    body: HoldRequest,
    work: Work<Result>,
    options: WriteOptions = {},
  ): Promise<Worked<Result>> {
    const { expiresInSeconds = 300 } = body;
    const askedMs = Date.now();
    const hold = await this.hold(workspace, { ...body, expiresInSeconds }, options);
    // A hold of one's own key may be that of an earlier try.
    const ageMs = options.idempotencyKey === undefined ? Date.now() - askedMs : Infinity;
    const times = {
      lifeMs: expiresInSeconds * 1000,
      ageMs,
      wait: this.#caller.wait,
      signal: options.signal,
    };
    // Not by the caller's signal: what was used is to be spent, and what was not is to be free again.
    const capture: HoldCalls["capture"] = (used) =>
      this.capture(workspace, hold.id, used, { idempotencyKey: `${hold.id}:capture` });
    const release = () => this.release(workspace, hold.id, { idempotencyKey: `${hold.id}:release` });
    const extend = (signal: AbortSignal) => this.extend(workspace, hold.id, { expiresInSeconds }, { signal });
    return workUnder(hold, { capture, release, extend }, times, work);
  }

  /** Notes what became of a result. Credits that were spent stay spent. It is found faster by when it occurred. */
  markOutcome(
    workspace: string,
    event: string,
    { outcome, occurredAt }: OutcomeRequest & { occurredAt?: string | Date | undefined },
    options?: WriteOptions,
  ) {
    const query = { occurredAt: occurredAt && toInstant(occurredAt) };
    const input = { path: { workspace, event }, query, body: { outcome } };
    return this.#caller.call("PATCH /workspaces/{workspace}/events/{event}", input, options);
  }

  /** Gives a workspace credits. Platform keys only. */
  grant(workspace: string, body: GrantRequest, options?: WriteOptions) {
    return this.#caller.call("POST /workspaces/{workspace}/grants", { path: { workspace }, body }, options);
  }

  /** Takes back what is neither spent nor held of a grant. Platform keys only. */
  voidGrant(workspace: string, grant: string, body: VoidRequest, options?: WriteOptions) {
    const path = { workspace, grant };
    return this.#caller.call("POST /workspaces/{workspace}/grants/{grant}/void", { path, body }, options);
  }

  /** What was used in a month, in groups. The total is on every page and the same on each. */
  usage(
    workspace: string,
    query: Query<"GET /workspaces/{workspace}/usage"> = {},
    options?: CallOptions,
  ): Pages<UsageRow, Usage> {
    const path = { workspace };
    return new Pages((after) =>
      this.#caller.call("GET /workspaces/{workspace}/usage", { path, query: { ...query, after } }, options),
    );
  }

  /** The transfers of a workspace, newest first. */
  ledger(
    workspace: string,
    query: Query<"GET /workspaces/{workspace}/ledger"> = {},
    options?: CallOptions,
  ): Pages<Transfer, Ledger> {
    const path = { workspace };
    return new Pages((after) =>
      this.#caller.call("GET /workspaces/{workspace}/ledger", { path, query: { ...query, after } }, options),
    );
  }

  /** What features cost in credits, now or at an instant. */
  rateCard(at?: string | Date, options?: CallOptions) {
    return this.#caller.call("GET /rate-card", { query: { at: at && toInstant(at) } }, options);
  }

  /** The packs on sale, or those that one workspace can buy. */
  packs(workspace?: string, options?: CallOptions) {
    return this.#caller.call("GET /packs", { query: { workspace } }, options);
  }

  /** The address of a page where the workspace can pay for a pack. Platform keys only. */
  checkout(workspace: string, body: CheckoutRequest, options?: WriteOptions) {
    return this.#caller.call("POST /workspaces/{workspace}/checkout", { path: { workspace }, body }, options);
  }
}

function toInstant(at: string | Date): string {
  return typeof at === "string" ? at : at.toISOString();
}
