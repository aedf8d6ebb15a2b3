import type { Credits } from "#lib/core/credits.ts";
import type { GateRequest, Refusal } from "#lib/core/gate.ts";
import type { Source } from "#lib/core/grants.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import type { UsageSource } from "#lib/core/rates.ts";
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

export type DebitItem = ItemBase & {
  kind: "debit";
  debitId: string;
  /** One id a line, in the order of the lines. */
  eventIds: readonly string[];
  request: Pick<GateRequest, "lines" | "mode">;
  occurredAt: Date;
  agent: string | null;
  job: string | null;
  run: string | null;
  source: UsageSource;
  rateVersion: number;
  /** JSON text kept with each event; null for none. */
  metadata: string | null;
  outcome: "applied" | "discarded" | null;
};

export type VoidItem = ItemBase & { kind: "void"; grantId: string };

/** Writes the `expired` transfers that are due. Every posting does so for its workspace; this item does nothing else. */
type ExpireItem = Omit<ItemBase, "key" | "bodyHash"> & { kind: "expire" };

export type PostingItem = GrantItem | DebitItem | VoidItem | ExpireItem;

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
export type DebitAnswer = {
  kind: "debit";
  id: string;
  required: Amounts;
  spent: Amounts;
  balance: Balances;
  coveredQuantity: string | null;
  lines: {
    feature: string;
    quantity: string;
    credits: string;
    skipped: string;
    event: string;
    grants: { id: string; credits: string }[];
  }[];
};
export type VoidAnswer = {
  kind: "void";
  id: string;
  creditType: string;
  revoked: string;
  balanceBefore: Balances;
  balance: Balances;
};
type ExpireAnswer = { kind: "expire"; expired: Amounts };
export type PostingAnswer = GrantAnswer | DebitAnswer | VoidAnswer | ExpireAnswer;

/** Per credit type, at the moment of the posting: what may be spent, and what open holds keep. */
export type Balances = Record<string, { available: string; held: string }>;

export type PostingRefusal =
  | {
      code: Refusal;
      required: Amounts;
      available: Amounts;
      shortfall: Amounts;
      coveredQuantity: string | null;
    }
  | InvalidRequest
  | { code: "grant_ended" }
  | { code: "not_found" }
  | { code: "idempotency_mismatch" };

/** What became of one item. `replayed`: it had happened before, this is the stored answer, and nothing moved now. */
export type PostingOutcome = { replayed: boolean; result: Result<PostingAnswer, PostingRefusal> };
