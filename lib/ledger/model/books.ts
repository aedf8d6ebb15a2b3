// What the model of the ledger remembers: plain lists. Everything that can be recomputed from them is recomputed when asked.
import type { PricedLine } from "#lib/core/rates.ts";
import type { HoldEnd, PostingOutcome } from "../items.ts";

export type ModelGrant = {
  id: string;
  creditType: string;
  remaining: bigint;
  priority: number;
  paid: boolean;
  effectiveAt: Date;
  expiresAt: Date | null;
  voided: boolean;
};

/** Credits out of one grant for one line of a debit or hold. */
export type Part = { grant: ModelGrant; credits: bigint };

/** Whom budgets look at. `member` is the actor of the request, `key` the API key. */
export type Spender = {
  agent: string | null;
  job: string | null;
  member: string | null;
  key: string | null;
};

/** `left` of the line's credits may still be captured for it. The first capture records what costs nothing. */
type HeldLine = { priced: PricedLine; left: bigint; recorded: boolean };

/** `parts` is what is still held, in the order it was held. */
export type ModelHold = {
  id: string;
  who: Spender;
  month: string;
  expiresAt: Date;
  lines: HeldLine[];
  parts: Part[];
  ended: { how: HoldEnd; at: Date } | null;
};

type ModelEvent = { who: Spender; day: string; creditType: string; credits: bigint };

export type Scope = "workspace" | "agent" | "job" | "member" | "key";

export type ModelBudget = {
  id: string;
  name: string;
  scope: Scope;
  subject: string;
  creditType: string;
  limit: bigint;
  onReach: "alert" | "stop";
  ended: boolean;
};

export type FeatureSetting = { feature: string; state: "on" | "off" | "trial"; endsAt: Date | null };

export type ModelWorkspace = {
  id: string;
  zone: string;
  paused: boolean;
  grants: ModelGrant[];
  holds: ModelHold[];
  events: ModelEvent[];
  budgets: ModelBudget[];
  /** Settings of the workspace and of its plan. */
  features: FeatureSetting[];
  planFeatures: FeatureSetting[];
  keys: Map<string, { bodyHash: string; result: PostingOutcome["result"] }>;
  /** Sum of the transfers by kind and credit type. */
  moved: Map<string, bigint>;
};

export function emptyWorkspace(id: string, zone: string): ModelWorkspace {
  return {
    id,
    zone,
    paused: false,
    grants: [],
    holds: [],
    events: [],
    budgets: [],
    features: [],
    planFeatures: [],
    keys: new Map(),
    moved: new Map(),
  };
}

/** Remembers a transfer. */
export function move(workspace: ModelWorkspace, kind: string, creditType: string, amount: bigint): void {
  if (amount === 0n) return;
  const account = `${kind} ${creditType}`;
  workspace.moved.set(account, (workspace.moved.get(account) ?? 0n) + amount);
}

export function total(amounts: readonly bigint[]): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

export function openHolds(workspace: ModelWorkspace): ModelHold[] {
  return workspace.holds.filter((hold) => hold.ended === null);
}

/** What open holds keep of a grant. */
export function heldOfGrant(workspace: ModelWorkspace, grant: ModelGrant): bigint {
  const parts = openHolds(workspace).flatMap((hold) => hold.parts);
  return total(parts.filter((part) => part.grant === grant).map((part) => part.credits));
}

/** What is still held by a hold, of one credit type. */
export function heldByHold(hold: ModelHold, creditType: string): bigint {
  const parts = hold.parts.filter((part) => part.grant.creditType === creditType);
  return total(parts.map((part) => part.credits));
}
