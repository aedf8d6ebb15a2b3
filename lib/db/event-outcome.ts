import type { Credits } from "#lib/core/credits.ts";
import type { LocalDay } from "#lib/core/months.ts";
import type { Sql } from "./sql.ts";
import type { EventWindow } from "./usage-events.ts";

/** What became of the result that was paid for. It never moves credits. */
export const OUTCOMES = ["applied", "discarded"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** When the event with this id occurred; null when none in `window` has it. */
export async function findEventTime(
  sql: Sql,
  workspaceId: string,
  id: string,
  { from, to }: EventWindow,
): Promise<Date | null> {
  const [event] = await sql<{ at: Date }>(
    `SELECT occurred_at AS at FROM usage_event
      WHERE workspace_id = $1 AND occurred_at >= $3::timestamptz AND occurred_at <= $4::timestamptz AND id = $2::uuid`,
    [workspaceId, id, from, to],
  );
  return event?.at ?? null;
}

type Marked = {
  outcome: Outcome | null;
  day: LocalDay;
  creditType: string;
  agent: string;
  job: string;
  run: string;
  feature: string;
  source: string;
  credits: Credits;
};

/** Marks an event, and moves the sums of its day and run with it. The caller has locked the workspace's ledger. */
export async function markEvent(
  sql: Sql,
  workspaceId: string,
  { id, at }: { id: string; at: Date },
  outcome: Outcome,
): Promise<void> {
  const [event] = await sql<Marked>(
    `SELECT outcome, day, credit_type AS "creditType", agent, job, run, feature, source, credits FROM usage_event
      WHERE workspace_id = $1 AND occurred_at = $2::timestamptz AND id = $3::uuid FOR UPDATE`,
    [workspaceId, at, id],
  );
  if (!event) throw new Error("An event that was found stays");
  if (event.outcome === outcome) return;
  await sql(
    "UPDATE usage_event SET outcome = $4 WHERE workspace_id = $1 AND occurred_at = $2::timestamptz AND id = $3::uuid",
    [workspaceId, at, id, outcome],
  );
  const change = discardedBy(outcome) - discardedBy(event.outcome);
  if (change !== 0n) await addDiscarded(sql, workspaceId, event, change);
}

function discardedBy(outcome: Outcome | null): bigint {
  return outcome === "discarded" ? 1n : 0n;
}

const ADD =
  "discarded_credits = discarded_credits + $2::bigint, discarded_events = discarded_events + $3::bigint";
const SAME = "credit_type = $5 AND agent = $6 AND job = $7 AND feature = $8 AND source = $9";

async function addDiscarded(sql: Sql, workspaceId: string, event: Marked, change: bigint): Promise<void> {
  const { day, creditType, agent, job, run, feature, source, credits } = event;
  const what = [creditType, agent, job, feature, source];
  const added = [workspaceId, change * credits, change];
  await sql(`UPDATE usage_daily SET ${ADD} WHERE workspace_id = $1 AND day = $4::date AND ${SAME}`, [
    ...added,
    day,
    ...what,
  ]);
  if (run === "") return;
  await sql(
    `UPDATE usage_run SET ${ADD} WHERE workspace_id = $1 AND month = $4::date AND ${SAME} AND run = $10`,
    [...added, `${day.slice(0, 7)}-01`, ...what, run],
  );
}
