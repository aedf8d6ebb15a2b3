import type { BudgetStop } from "#lib/core/budgets.ts";
import type { Credits } from "#lib/core/credits.ts";
import type { Mode, Refusal } from "#lib/core/gate.ts";
import type { Source } from "#lib/core/grants.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import type { PricedLine, UsageSource } from "#lib/core/rates.ts";
import type { Result } from "#lib/core/result.ts";

/** What every posting says of itself. `now` decides; `key` with `bodyHash` makes it happen at most once. */
type ItemBase = {
  workspaceId: string;
  /** At most one effect per workspace and key, for good. */
  key: string;
  /** SHA-256 of what was asked, 64 hex digits: the same key with another hash is refused. */
  bodyHash: string;
  actor: string;
  now: Date;
};

export type GrantItem = ItemBase & {
  kind: "grant";
  grant: {
    id: string;
    creditType: string;
    source: Source;
    amount: Credits;
    priority: number;
    effectiveAt: Date;
    expiresAt: Date | null;
    paid: { amountMinor: bigint; currency: string } | null;
    purchaseId: string | null;
    reason: string;
  };
};

/** Who spends on what: what budgets, events and the ledger name. */
export type Spend = {
  agent: string | null;
  job: string | null;
  run: string | null;
  source: UsageSource;
  /** The id of the API key that metered it; null for people and for the key of the environment. */
  apiKey: string | null;
  rateVersion: number;
  /** JSON text kept with each event; null for none. */
  metadata: string | null;
};

type SpendRequest = { lines: readonly PricedLine[]; mode: Mode };

export type DebitItem = ItemBase &
  Spend & {
    kind: "debit";
    debitId: string;
    /** One id a line, in the order of the lines. */
    eventIds: readonly string[];
    request: SpendRequest;
    occurredAt: Date;
    outcome: "applied" | "discarded" | null;
  };

export type HoldItem = ItemBase &
  Spend & { kind: "hold"; holdId: string; request: SpendRequest; expiresAt: Date };

export type CaptureItem = ItemBase & {
  kind: "capture";
  holdId: string;
  debitId: string;
  /** At least one a line: of `lines`, or of the hold where `lines` is null. */
  eventIds: readonly string[];
  /** What was really used, priced by the hold's rate card version; null: all that is left of the hold. */
  lines: readonly PricedLine[] | null;
  /** The hold stays open with what is left. */
  partial: boolean;
  /** What the hold does not cover is spent from the balance. */
  allowOver: boolean;
};

export type ReleaseItem = ItemBase & { kind: "release"; holdId: string };
export type ExtendItem = ItemBase & { kind: "extend"; holdId: string; expiresAt: Date };
export type VoidItem = ItemBase & { kind: "void"; grantId: string };

/** Ends the holds and lots whose time has passed. Every posting does so for its workspace; this item does nothing else. */
type ExpireItem = Omit<ItemBase, "key" | "bodyHash"> & { kind: "expire" };

export type KeyedItem = GrantItem | DebitItem | HoldItem | CaptureItem | ReleaseItem | ExtendItem | VoidItem;
export type PostingItem = KeyedItem | ExpireItem;

/** Decimal strings per credit type, as the answers carry them. */
export type Amounts = Record<string, string>;

export type GrantAnswer = {
  kind: "grant";
  id: string;
  creditType: string;
  amount: string;
  balanceBefore: Balances;
  balance: Balances;
};
type LineAnswer = {
  feature: string;
  quantity: string;
  credits: string;
  skipped: string;
  /** From which lots, in the order they burnt. */
  grants: { id: string; credits: string }[];
};
type SpentAnswer = {
  id: string;
  required: Amounts;
  spent: Amounts;
  balance: Balances;
  coveredQuantity: string | null;
  lines: (LineAnswer & { event: string })[];
};
export type DebitAnswer = SpentAnswer & { kind: "debit" };
export type HoldAnswer = {
  kind: "hold";
  id: string;
  required: Amounts;
  held: Amounts;
  expiresAt: string;
  balance: Balances;
  coveredQuantity: string | null;
  lines: LineAnswer[];
};
export type CaptureAnswer = SpentAnswer & {
  kind: "capture";
  hold: { id: string; open: boolean; held: Amounts; released: Amounts };
};
export type ReleaseAnswer = { kind: "release"; id: string; released: Amounts; balance: Balances };
export type ExtendAnswer = { kind: "extend"; id: string; expiresAt: string };
export type VoidAnswer = {
  kind: "void";
  id: string;
  creditType: string;
  revoked: string;
  balanceBefore: Balances;
  balance: Balances;
};
type ExpireAnswer = { kind: "expire"; expired: Amounts };
export type PostingAnswer =
  | GrantAnswer
  | DebitAnswer
  | HoldAnswer
  | CaptureAnswer
  | ReleaseAnswer
  | ExtendAnswer
  | VoidAnswer
  | ExpireAnswer;

export type HoldEnd = "captured" | "released" | "expired";

/** Per credit type, at the moment of the posting: what may be spent, and what open holds keep. */
export type Balances = Record<string, { available: string; held: string }>;

export type PostingRefusal =
  | {
      code: Refusal;
      required: Amounts;
      available: Amounts;
      shortfall: Amounts;
      coveredQuantity: string | null;
      /** With `budget_stop`. */
      budget?: BudgetStop;
      /** With `feature_off`, `trial_ended` and `plan_restricted`. */
      feature?: string;
    }
  | InvalidRequest
  | { code: "grant_ended" }
  | { code: "hold_ended"; how: HoldEnd; endedAt: string }
  | { code: "capture_exceeds_hold"; held: Amounts; required: Amounts }
  | { code: "not_found" }
  | { code: "idempotency_mismatch" };

/** What became of one item. `replayed`: it had happened before, this is the stored answer, and nothing moved now. */
export type PostingOutcome = { replayed: boolean; result: Result<PostingAnswer, PostingRefusal> };
