import type { ColumnType } from "./array-column.ts";
import { Rows } from "./rows.ts";

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

const TRANSFER = [
  ...(["text", "timestamptz", "bigint", "text", "text", "text", "text", "bigint"] as const),
  ...(["uuid", "bigint", "uuid", "uuid", "uuid", "text"] as const),
];
const EVENT = [
  ...(["text", "timestamptz", "uuid", "uuid", "timestamptz", "date", "text", "text"] as const),
  ...(["bigint", "bigint", "bigint", "bigint", "bigint", "text", "boolean", "bigint", "integer"] as const),
  ...(["text", "text", "text", "text", "text", "text", "text"] as const),
  ...(["bigint", "text", "bigint", "uuid", "uuid"] as const),
];
const DAILY: readonly ColumnType[] = [
  ...(["text", "date", "text", "text", "text", "text", "text"] as const),
  ...(["bigint", "bigint", "text", "text", "bigint", "bigint"] as const),
];
