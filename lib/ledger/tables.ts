import type { ColumnType } from "./array-column.ts";
import { type Column, Rows } from "./rows.ts";

/** What one flush stores, table by table, in the order of post_batch's arguments. */
export class Tables {
  /** Workspace, version and hash that the flush was decided on. */
  readonly checks = new Rows(["text", "bigint", "bytea"]);
  readonly keys = new Rows(["text", "text", "bytea", "text", "timestamptz"]);
  readonly lots = new Rows(["text", "uuid", "bigint", "bigint", "timestamptz"]);
  /** Each workspace's head and posting. */
  readonly heads = new Rows(["text", "bigint", "timestamptz", "bigint", "bytea", "bigint", "integer"]);
  readonly transfers = new Rows(Object.values(TRANSFER));
  readonly events = new Rows(Object.values(EVENT));
  readonly daily = new Rows(Object.values(DAILY));
  readonly budgets = new Rows(["text", "uuid", "date", "bigint", "bigint"]);
  readonly #all = [
    this.checks,
    this.keys,
    this.lots,
    this.heads,
    this.transfers,
    this.events,
    this.daily,
    this.budgets,
  ];

  /** Every column as an array of PostgreSQL. */
  finish(): Buffer[] {
    return this.#all.flatMap((rows) => rows.finish());
  }

  /** Takes all rows out, and keeps the room they took: making it anew for each flush cost a tenth of it. */
  clear(): void {
    for (const rows of this.#all) rows.clear();
  }
}

/** Of a column whose cells are often all the same in a flush, and never null; post_batch reads it so. */
function repeated(type: ColumnType): Column {
  return { repeated: type };
}

const TRANSFER: Record<string, Column> = {
  workspace_id: repeated("text"),
  posted_at: "timestamptz",
  seq: "bigint",
  kind: repeated("text"),
  credit_type: repeated("text"),
  from_account: repeated("text"),
  to_account: repeated("text"),
  amount: repeated("bigint"),
  grant_id: repeated("uuid"),
  balance_after: "bigint",
  debit_id: "uuid",
  event_id: "uuid",
  hold_id: "uuid",
  actor: repeated("text"),
};

const EVENT: Record<string, Column> = {
  workspace_id: repeated("text"),
  occurred_at: "timestamptz",
  id: "uuid",
  debit_id: "uuid",
  recorded_at: "timestamptz",
  day: repeated("date"),
  feature: repeated("text"),
  credit_type: repeated("text"),
  quantity: repeated("bigint"),
  unchanged: repeated("bigint"),
  input_tokens: "bigint",
  cached_input_tokens: "bigint",
  output_tokens: "bigint",
  model: "text",
  own_key: repeated("boolean"),
  credits: repeated("bigint"),
  rate_version: repeated("integer"),
  agent: repeated("text"),
  job: repeated("text"),
  run: repeated("text"),
  source: repeated("text"),
  actor: repeated("text"),
  outcome: "text",
  metadata: "text",
  vendor_cost: "bigint",
  vendor_currency: "text",
  posting: repeated("bigint"),
  api_key: "uuid",
  hold_id: "uuid",
};

const DAILY: Record<string, Column> = {
  // Whole, so that it counts the rows.
  workspace_id: "text",
  day: repeated("date"),
  credit_type: repeated("text"),
  agent: repeated("text"),
  job: repeated("text"),
  feature: repeated("text"),
  source: repeated("text"),
  credits: "bigint",
  events: repeated("bigint"),
  quantity: repeated("text"),
  unchanged: repeated("text"),
  discarded_credits: repeated("bigint"),
  discarded_events: repeated("bigint"),
};
