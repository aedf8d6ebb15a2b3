import { Caller, type WriteOptions } from "./caller.ts";
import type {
  Calls,
  CheckoutRequest,
  CheckRequest,
  DebitRequest,
  GrantRequest,
  Ledger,
  OutcomeRequest,
  Transfer,
  Usage,
  UsageRow,
  VoidRequest,
  WorkspaceRequest,
} from "./generated.ts";
import { Pages } from "./pages.ts";
import type { CallOptions, HeadroomOptions } from "./transport.ts";

export type { WriteOptions } from "./caller.ts";
export type * from "./generated.ts";
export { type ClientCode, HeadroomError } from "./headroom-error.ts";
export type { Pages } from "./pages.ts";
export type { CallOptions, HeadroomOptions } from "./transport.ts";

type Query<Name extends keyof Calls> = Calls[Name]["input"] extends { readonly query?: infer Given }
  ? Omit<NonNullable<Given>, "after">
  : never;

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
