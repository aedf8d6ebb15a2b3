import type { Credits } from "#lib/core/credits.ts";
import type { Lot } from "#lib/core/grants.ts";
import type { LocalDay } from "#lib/core/months.ts";
import type { PricedLine } from "#lib/core/rates.ts";
import { arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { insertRows } from "./insert-rows.ts";
import type { DebitItem, GrantItem, PostingItem, PostingOutcome } from "./items.ts";
import type { WorkspaceState } from "./load.ts";
import { insertEvents } from "./write-events.ts";
import { insertGrants, updateLots } from "./write-lots.ts";
import { writeRollups } from "./write-rollups.ts";

export type TransferRow = {
  workspaceId: string;
  postedAt: Date;
  seq: bigint;
  kind: "grant" | "debit" | "expire" | "void";
  creditType: string;
  from: string;
  to: string;
  amount: Credits;
  grantId: string;
  balanceAfter: Credits;
  debitId: string | null;
  eventId: string | null;
  actor: string;
};

export type EventRow = { item: DebitItem; priced: PricedLine; eventId: string; day: LocalDay };

/** All that one posting transaction must store, gathered while its items are decided. */
export class Writes {
  readonly transfers: TransferRow[] = [];
  readonly events: EventRow[] = [];
  readonly grants: GrantItem[] = [];
  readonly voided: { workspaceId: string; grantId: string; at: Date }[] = [];
  readonly answers: { item: Exclude<PostingItem, { kind: "expire" }>; result: PostingOutcome["result"] }[] =
    [];
  readonly #touched = new Map<WorkspaceState, { lots: Set<string>; creditTypes: Set<string> }>();

  /** Remembers that the lot and its wallet differ from what is stored. */
  touch(state: WorkspaceState, lot: Lot): void {
    const touched = this.#touched.get(state) ?? { lots: new Set(), creditTypes: new Set() };
    touched.lots.add(lot.id);
    touched.creditTypes.add(lot.creditType);
    this.#touched.set(state, touched);
  }

  get touched(): ReadonlyMap<WorkspaceState, { lots: Set<string>; creditTypes: Set<string> }> {
    return this.#touched;
  }
}

/** Stores what was decided, in the transaction that holds the locks. */
export async function write(sql: Sql, writes: Writes): Promise<void> {
  await insertGrants(sql, writes);
  await updateLots(sql, writes);
  await insertTransfers(sql, writes.transfers);
  await insertEvents(sql, writes.events);
  await writeRollups(sql, writes.events);
  await updateWalletsAndHeads(sql, writes);
  await insertAnswers(sql, writes);
}

const TRANSFER_COLUMNS = {
  workspace_id: "text",
  posted_at: "timestamptz",
  seq: "bigint",
  kind: "text",
  credit_type: "text",
  from_account: "text",
  to_account: "text",
  amount: "bigint",
  grant_id: "uuid",
  balance_after: "bigint",
  debit_id: "uuid",
  event_id: "uuid",
  actor: "text",
};

function insertTransfers(sql: Sql, transfers: readonly TransferRow[]): Promise<void> {
  const rows = transfers.map((row) => [
    row.workspaceId,
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
    row.actor,
  ]);
  return insertRows(sql, "transfer", TRANSFER_COLUMNS, rows);
}

async function updateWalletsAndHeads(sql: Sql, { touched }: Writes): Promise<void> {
  const states = [...touched];
  const wallets = states.flatMap(([state, { creditTypes }]) =>
    [...creditTypes].map((type) => {
      const { remaining, held } = state.wallets.get(type) ?? { remaining: 0n, held: 0n };
      return [state.workspaceId, type, remaining, held];
    }),
  );
  await insertRows(
    sql,
    "wallet",
    { workspace_id: "text", credit_type: "text", remaining: "bigint", held: "bigint" },
    wallets,
    "ON CONFLICT (workspace_id, credit_type) DO UPDATE SET remaining = excluded.remaining, held = excluded.held",
  );
  if (states.length === 0) return;
  await sql(
    `UPDATE ledger_head h SET seq = u.seq, posted_at = u.posted_at
       FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) AS u (workspace_id, seq, posted_at)
      WHERE h.workspace_id = u.workspace_id`,
    [
      arrayLiteral(states.map(([state]) => state.workspaceId)),
      arrayLiteral(states.map(([state]) => state.seq)),
      arrayLiteral(states.map(([state]) => state.postedAt)),
    ],
  );
}

function insertAnswers(sql: Sql, { answers }: Writes): Promise<void> {
  const rows = answers.map(({ item, result }) => [
    item.workspaceId,
    item.key,
    `\\x${item.bodyHash}`,
    JSON.stringify(result),
    item.now,
  ]);
  const columns = {
    workspace_id: "text",
    key: "text",
    body_hash: "bytea",
    answer: "text",
    created_at: "timestamptz",
  };
  return insertRows(sql, "idempotency_key", columns, rows);
}
