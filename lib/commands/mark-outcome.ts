import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId, madeAt } from "#lib/core/ids.ts";
import { err, ok } from "#lib/core/result.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { findEventTime, markEvent, type Outcome } from "#lib/db/event-outcome.ts";
import { lockLedgerHead } from "#lib/db/ledger-head.ts";
import { pool } from "#lib/db/pool.ts";
import { inTransaction, pgSql } from "#lib/db/sql.ts";
import { requireMeteredWorkspace } from "./check-spend.ts";
import type { CommandOutcome, Idempotency } from "./outcome.ts";
import { findKept, keepAnswer } from "./recall.ts";

/** An event, what is known of when it occurred, and what became of its result. */
export type MarkRequest = { eventId: string; occurredAt: Date | null; outcome: Outcome };
type MarkedAnswer = { kind: "outcome"; id: string; outcome: Outcome };

type Marking = CommandOutcome<MarkedAnswer, { code: "idempotency_mismatch" }>;

/**
 * Marks what became of the result of a usage event, at most once a key. Credits stay spent: only the sums of what was discarded
 * change, in the same transaction. Throws NotFoundError for an event or workspace that the viewer may not see,
 * ForbiddenError for a viewer who may not meter.
 */
export async function markOutcome(
  viewer: Viewer,
  workspaceId: string,
  request: MarkRequest,
  idempotency: Idempotency,
  now: Date,
): Promise<Marking> {
  await requireMeteredWorkspace(viewer, workspaceId);
  const { eventId: id, outcome } = request;
  // Found before anything is locked: an event's time never changes.
  const at = await findEvent(workspaceId, request);
  if (!at) throw new NotFoundError("This event");
  return inTransaction(async (sql): Promise<Marking> => {
    await lockLedgerHead(sql, workspaceId);
    const kept = await findKept<{ value: MarkedAnswer }>(sql, workspaceId, idempotency.key);
    if (kept && kept.bodyHash !== idempotency.bodyHash) {
      return { replayed: false, result: err({ code: "idempotency_mismatch" }) };
    }
    if (kept) return { replayed: true, result: ok(kept.answer.value) };
    await markEvent(sql, workspaceId, { id, at }, outcome);
    const answer: MarkedAnswer = { kind: "outcome", id, outcome };
    await keepAnswer(sql, workspaceId, idempotency, ok(answer), now);
    return { replayed: false, result: ok(answer) };
  });
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Use may be reported up to 35 days late, and a caller's clock may run five minutes ahead. */
const LATE_MS = 36 * DAY;
const AHEAD_MS = 10 * MINUTE;

/** Events are kept by when they occurred, which mostly is when their id was made: so look there first, then where late ones are. */
async function findEvent(workspaceId: string, { eventId, occurredAt }: MarkRequest): Promise<Date | null> {
  if (!isOwnId(eventId)) return null;
  const made = madeAt(eventId).getTime();
  const windows = [
    ...(occurredAt ? [[occurredAt.getTime(), occurredAt.getTime()] as const] : []),
    [made - MINUTE, made + AHEAD_MS] as const,
    [made - LATE_MS, made + AHEAD_MS] as const,
  ];
  for (const [from, to] of windows) {
    const window = { from: new Date(from), to: new Date(to) };
    const at = await findEventTime(pgSql(pool()), workspaceId, eventId, window);
    if (at) return at;
  }
  return null;
}
