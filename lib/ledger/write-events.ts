import { processedQuantity } from "#lib/core/rates.ts";
import type { Sql } from "#lib/db/sql.ts";
import { insertRows } from "./insert-rows.ts";
import type { EventRow } from "./write.ts";

const EVENT_COLUMNS = {
  workspace_id: "text",
  occurred_at: "timestamptz",
  id: "uuid",
  debit_id: "uuid",
  recorded_at: "timestamptz",
  day: "date",
  feature: "text",
  credit_type: "text",
  quantity: "bigint",
  unchanged: "bigint",
  input_tokens: "bigint",
  cached_input_tokens: "bigint",
  output_tokens: "bigint",
  model: "text",
  own_key: "boolean",
  credits: "bigint",
  rate_version: "integer",
  agent: "text",
  job: "text",
  run: "text",
  source: "text",
  actor: "text",
  outcome: "text",
  metadata: "jsonb",
};

/** One row a line of a debit. */
export function insertEvents(sql: Sql, events: readonly EventRow[]): Promise<void> {
  const rows = events.map(({ item, priced: { line, rate, credits }, eventId, day }) => [
    item.workspaceId,
    item.occurredAt,
    eventId,
    item.debitId,
    item.now,
    day,
    line.feature,
    rate.creditType,
    processedQuantity(line),
    line.unchanged,
    line.tokens?.input ?? null,
    line.tokens?.cachedInput ?? null,
    line.tokens?.output ?? null,
    line.model,
    line.ownKey,
    credits,
    item.rateVersion,
    item.agent ?? "",
    item.job ?? "",
    item.run ?? "",
    item.source,
    item.actor,
    item.outcome,
    item.metadata,
  ]);
  return insertRows(sql, "usage_event", EVENT_COLUMNS, rows);
}
