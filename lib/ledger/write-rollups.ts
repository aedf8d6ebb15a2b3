import { processedQuantity } from "#lib/core/rates.ts";
import { arrayLiteral, type Sql } from "#lib/db/sql.ts";
import { insertRows } from "./insert-rows.ts";
import type { DebitItem } from "./items.ts";
import type { EventRow } from "./write.ts";

type Sums = {
  credits: bigint;
  events: bigint;
  quantity: bigint;
  unchanged: bigint;
  discardedCredits: bigint;
  discardedEvents: bigint;
  firstAt: Date;
  lastAt: Date;
};

const SUM_COLUMNS = {
  credits: "bigint",
  events: "bigint",
  quantity: "numeric",
  unchanged: "numeric",
  discarded_credits: "bigint",
  discarded_events: "bigint",
};

/** Adds the events to the daily and per-run sums that charts and tables read, and names agents and jobs seen first. */
export async function writeRollups(sql: Sql, events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return;
  const daily = group(events, ({ item, priced, day }) => [
    item.workspaceId,
    day,
    priced.rate.creditType,
    item.agent ?? "",
    item.job ?? "",
    priced.line.feature,
    item.source,
  ]);
  await insertRows(
    sql,
    "usage_daily AS d",
    {
      ...keyColumns(["workspace_id", "day", "credit_type", "agent", "job", "feature", "source"]),
      ...SUM_COLUMNS,
    },
    daily.map(({ key, sums }) => [...key, ...sumCells(sums)]),
    `ON CONFLICT (workspace_id, day, credit_type, agent, job, feature, source) DO UPDATE SET ${addSums("d")}`,
  );
  await writeRuns(
    sql,
    events.filter(({ item }) => item.run !== null),
  );
  await nameSources(sql, "agent", events);
  await nameSources(sql, "job", events);
}

async function writeRuns(sql: Sql, events: readonly EventRow[]): Promise<void> {
  const runs = group(events, ({ item, priced, day }) => [
    item.workspaceId,
    `${day.slice(0, 7)}-01`,
    item.agent ?? "",
    item.job ?? "",
    item.run ?? "",
    priced.rate.creditType,
    priced.line.feature,
    item.source,
  ]);
  await insertRows(
    sql,
    "usage_run AS d",
    {
      ...keyColumns(["workspace_id", "month", "agent", "job", "run", "credit_type", "feature", "source"]),
      ...SUM_COLUMNS,
      first_at: "timestamptz",
      last_at: "timestamptz",
    },
    runs.map(({ key, sums }) => [...key, ...sumCells(sums), sums.firstAt, sums.lastAt]),
    `ON CONFLICT (workspace_id, month, agent, job, run, credit_type, feature, source) DO UPDATE SET ${addSums("d")},
       first_at = least(d.first_at, excluded.first_at), last_at = greatest(d.last_at, excluded.last_at)`,
  );
}

function keyColumns(names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, name === "day" || name === "month" ? "date" : "text"]),
  );
}

function addSums(alias: string): string {
  return Object.keys(SUM_COLUMNS)
    .map((name) => `${name} = ${alias}.${name} + excluded.${name}`)
    .join(", ");
}

function sumCells(sums: Sums): bigint[] {
  return [
    sums.credits,
    sums.events,
    sums.quantity,
    sums.unchanged,
    sums.discardedCredits,
    sums.discardedEvents,
  ];
}

/** One row a key: a statement may not touch the same row twice. Sorted, so that two transactions meet in one order. */
function group(events: readonly EventRow[], keyOf: (event: EventRow) => string[]) {
  const groups = new Map<string, { key: string[]; sums: Sums }>();
  for (const event of events) {
    const key = keyOf(event);
    const id = key.join("\u0000");
    const before = groups.get(id)?.sums;
    groups.set(id, { key, sums: before ? combine(before, sumsOf(event)) : sumsOf(event) });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function sumsOf({ item, priced }: EventRow): Sums {
  const discarded = item.outcome === "discarded";
  return {
    credits: priced.credits,
    events: 1n,
    quantity: processedQuantity(priced.line),
    unchanged: priced.line.unchanged,
    discardedCredits: discarded ? priced.credits : 0n,
    discardedEvents: discarded ? 1n : 0n,
    firstAt: item.occurredAt,
    lastAt: item.occurredAt,
  };
}

function combine(a: Sums, b: Sums): Sums {
  return {
    credits: a.credits + b.credits,
    events: a.events + b.events,
    quantity: a.quantity + b.quantity,
    unchanged: a.unchanged + b.unchanged,
    discardedCredits: a.discardedCredits + b.discardedCredits,
    discardedEvents: a.discardedEvents + b.discardedEvents,
    firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
    lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
  };
}

/** An agent or job comes into being when it is first named; its display name starts as its id. */
async function nameSources(sql: Sql, table: "agent" | "job", events: readonly EventRow[]): Promise<void> {
  const named = new Map<string, DebitItem>();
  for (const { item } of events) {
    if (item[table] !== null) named.set(`${item.workspaceId}\u0000${item[table]}`, item);
  }
  if (named.size === 0) return;
  const items = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  await sql(
    `INSERT INTO ${table} (workspace_id, id, name, created_at)
     SELECT workspace_id, id, id, created_at
       FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS u (workspace_id, id, created_at)
     ON CONFLICT (workspace_id, id) DO NOTHING`,
    [
      arrayLiteral(items.map((item) => item.workspaceId)),
      arrayLiteral(items.map((item) => item[table])),
      arrayLiteral(items.map((item) => item.now)),
    ],
  );
}
