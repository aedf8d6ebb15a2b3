import type { ColumnType } from "./array-column.ts";
import { type Column, Rows } from "./rows.ts";

/** What one flush stores, table by table, in the order of post_batch's arguments. */
export class Tables {
  /** Workspace, version and hash that the flush was decided on. */
  readonly checks = new Rows(["text", "bigint", "bytea"]);
  readonly keys = new Rows(["text", "text", "bytea", "text", "timestamptz"]);
  readonly lots = new Rows(["text", "uuid", "bigint", "bigint", "timestamptz"]);
  readonly wallets = new Rows(["text", "text", "bigint", "bigint"]);
  /** Each workspace's head and posting. */
  readonly heads = new Rows(["text", "bigint", "timestamptz", "bigint", "bytea", "bigint", "integer"]);
  readonly transfers = new Rows(TRANSFER);
  readonly events = new Rows(EVENT);
  readonly daily = new Rows(DAILY);
  readonly budgets = new Rows(["text", "uuid", "date", "bigint", "bigint"]);
  readonly #all = [
    this.checks,
    this.keys,
    this.lots,
    this.wallets,
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

function repeated(type: ColumnType): Column {
  return { repeated: type };
}

const TRANSFER: readonly Column[] = [
  ...([
    repeated("text"),
    "timestamptz",
    "bigint",
    repeated("text"),
    repeated("text"),
    repeated("text"),
  ] as const),
  ...([repeated("text"), repeated("bigint"), repeated("uuid"), "bigint", "uuid", "uuid", "uuid"] as const),
  repeated("text"),
];
const EVENT: readonly Column[] = [
  ...([
    repeated("text"),
    "timestamptz",
    "uuid",
    "uuid",
    "timestamptz",
    repeated("date"),
    repeated("text"),
  ] as const),
  ...([
    repeated("text"),
    repeated("bigint"),
    repeated("bigint"),
    "bigint",
    "bigint",
    "bigint",
    "text",
  ] as const),
  ...[repeated("boolean"), repeated("bigint"), repeated("integer"), repeated("text"), repeated("text")],
  ...([repeated("text"), repeated("text"), repeated("text"), "text", "text", "bigint", "text"] as const),
  ...([repeated("bigint"), "uuid", "uuid"] as const),
];
const DAILY: readonly Column[] = [
  ...([
    "text",
    repeated("date"),
    repeated("text"),
    repeated("text"),
    repeated("text"),
    repeated("text"),
  ] as const),
  ...([repeated("text"), "bigint", repeated("bigint"), repeated("text"), repeated("text")] as const),
  ...[repeated("bigint"), repeated("bigint")],
];
