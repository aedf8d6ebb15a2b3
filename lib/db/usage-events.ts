import type { Credits, MicroQuantity } from "#lib/core/credits.ts";
import type { LocalDay } from "#lib/core/months.ts";
import type { UsageSource } from "#lib/core/rates.ts";
import { pool } from "./pool.ts";
import { arrayLiteral, pgSql } from "./sql.ts";

/** One line of a debit as it was recorded. '' for no agent, job or run. */
export type EventRow = {
  id: string;
  debitId: string;
  occurredAt: Date;
  recordedAt: Date;
  day: LocalDay;
  feature: string;
  creditType: string;
  quantity: MicroQuantity;
  unchanged: MicroQuantity;
  inputTokens: MicroQuantity | null;
  cachedInputTokens: MicroQuantity | null;
  outputTokens: MicroQuantity | null;
  model: string | null;
  ownKey: boolean;
  credits: Credits;
  rateVersion: number;
  agent: string;
  agentName: string | null;
  job: string;
  jobName: string | null;
  run: string;
  source: UsageSource;
  actor: string;
  outcome: "applied" | "discarded" | null;
};

const COLUMNS = `e.id::text AS id, e.debit_id::text AS "debitId", e.occurred_at AS "occurredAt",
  e.recorded_at AS "recordedAt", e.day, e.feature, e.credit_type AS "creditType", e.quantity, e.unchanged,
  e.input_tokens AS "inputTokens", e.cached_input_tokens AS "cachedInputTokens", e.output_tokens AS "outputTokens",
  e.model, e.own_key AS "ownKey", e.credits, e.rate_version AS "rateVersion", e.agent, a.name AS "agentName",
  e.job, j.name AS "jobName", e.run, e.source, e.actor, e.outcome`;
const NAMES = `LEFT JOIN agent a ON a.workspace_id = e.workspace_id AND a.id = e.agent
  LEFT JOIN job j ON j.workspace_id = e.workspace_id AND j.id = e.job`;

/** Instants from `from` to `to`, both included: what keeps a look-up inside a few partitions. */
export type EventWindow = { from: Date; to: Date };

/** One agent's part of one run of one job; undefined for a feature or source: any. */
export type RunFilter = {
  agent: string;
  job: string;
  run: string;
  feature: string | undefined;
  source: string | undefined;
};

/** Up to `limit` events of a run that occurred in `window`, newest first, after the one at `after`. */
export function readRunEvents(
  workspaceId: string,
  window: EventWindow,
  filter: RunFilter,
  after: { occurredAt: Date; id: string } | null,
  limit: number,
): Promise<EventRow[]> {
  return pgSql(pool())<EventRow>(
    `SELECT ${COLUMNS} FROM usage_event e ${NAMES}
      WHERE e.workspace_id = $1 AND e.occurred_at >= $2 AND e.occurred_at <= $3
        AND e.agent = $4 AND e.job = $5 AND e.run = $6
        AND ($7::text IS NULL OR e.feature = $7) AND ($8::text IS NULL OR e.source = $8)
        AND ($9::timestamptz IS NULL OR (e.occurred_at, e.id) < ($9, $10::uuid))
      ORDER BY e.occurred_at DESC, e.id DESC LIMIT $11`,
    [
      workspaceId,
      window.from,
      window.to,
      filter.agent,
      filter.job,
      filter.run,
      filter.feature ?? null,
      filter.source ?? null,
      after?.occurredAt ?? null,
      after?.id ?? null,
      limit,
    ],
  );
}

/** The events of one debit, in the order of its lines. They occurred in `window`. */
export function readDebitEvents(
  workspaceId: string,
  debitId: string,
  window: EventWindow,
): Promise<EventRow[]> {
  return pgSql(pool())<EventRow>(
    `SELECT ${COLUMNS} FROM usage_event e ${NAMES}
      WHERE e.workspace_id = $1 AND e.occurred_at >= $3 AND e.occurred_at <= $4 AND e.debit_id = $2::uuid
      ORDER BY e.id`,
    [workspaceId, debitId, window.from, window.to],
  );
}

/** The events with these ids that occurred at exactly these instants: one look-up in the primary key each. */
export function readEventsAt(
  workspaceId: string,
  wanted: readonly { id: string; at: Date }[],
): Promise<EventRow[]> {
  return pgSql(pool())<EventRow>(
    `SELECT ${COLUMNS} FROM unnest($2::uuid[], $3::timestamptz[]) AS w (id, at)
       JOIN usage_event e ON e.workspace_id = $1 AND e.occurred_at = w.at AND e.id = w.id ${NAMES}`,
    [workspaceId, arrayLiteral(wanted.map(({ id }) => id)), arrayLiteral(wanted.map(({ at }) => at))],
  );
}

/** The events with these ids that occurred in `window`: one walk through the window's part of the primary key. */
export function readEventsIn(
  workspaceId: string,
  ids: readonly string[],
  window: EventWindow,
): Promise<EventRow[]> {
  return pgSql(pool())<EventRow>(
    `SELECT ${COLUMNS} FROM usage_event e ${NAMES}
      WHERE e.workspace_id = $1 AND e.occurred_at >= $3 AND e.occurred_at <= $4 AND e.id = ANY ($2::uuid[])`,
    [workspaceId, arrayLiteral(ids), window.from, window.to],
  );
}
