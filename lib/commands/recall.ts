import { err, type Result } from "#lib/core/result.ts";
import { gatherReads } from "#lib/db/gather.ts";
import { pool } from "#lib/db/pool.ts";
import { pgSql, type Sql } from "#lib/db/sql.ts";
import { fromAnswerText } from "#lib/ledger/answer-text.ts";
import type { PostingAnswer, PostingRefusal } from "#lib/ledger/items.ts";
import { answerOf, type CommandOutcome, type Idempotency } from "./outcome.ts";

/** What is kept under a key: the hash of what was asked, 64 hex digits, and the answer it got. */
export type Kept<T> = { bodyHash: string; answer: T };

/** What a workspace keeps under a key; null for nothing. The caller has checked that its viewer may see the workspace. */
export async function findKept<T>(sql: Sql, workspaceId: string, key: string): Promise<Kept<T> | null> {
  const [row] = await sql<Kept<string>>(
    `SELECT encode(body_hash, 'hex') AS "bodyHash", answer FROM idempotency_key WHERE workspace_id = $1 AND key = $2`,
    [workspaceId, key],
  );
  return row ? { bodyHash: row.bodyHash, answer: JSON.parse(row.answer) } : null;
}

/** Keeps the answer of a write under its key, in the transaction of the write. False, and nothing is kept, when the key is taken. */
export async function keepAnswer(
  sql: Sql,
  workspaceId: string,
  { key, bodyHash }: Idempotency,
  answer: Result<unknown, unknown>,
  now: Date,
): Promise<boolean> {
  const kept = await sql(
    `INSERT INTO idempotency_key (workspace_id, key, body_hash, answer, created_at)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5::timestamptz)
     ON CONFLICT (workspace_id, key) DO NOTHING RETURNING key`,
    [workspaceId, key, bodyHash, JSON.stringify(answer), now],
  );
  return kept.length > 0;
}

/** Replaces what is kept under a key by the answer that came of it in the end. */
export async function replaceAnswer(
  sql: Sql,
  workspaceId: string,
  { key }: Idempotency,
  answer: Result<unknown, unknown>,
): Promise<void> {
  await sql("UPDATE idempotency_key SET answer = $3 WHERE workspace_id = $1 AND key = $2", [
    workspaceId,
    key,
    JSON.stringify(answer),
  ]);
}

/**
 * The outcome of a write, or the stored answer where the write was refused before the ledger was asked: what was done once
 * stays done under its key, also when the same request could not be made any more (its time too long ago, its feature gone).
 */
export async function recall<K extends PostingAnswer["kind"], E extends { code: string }>(
  outcome: CommandOutcome<Extract<PostingAnswer, { kind: K }>, E | PostingRefusal>,
  kind: K,
  workspaceId: string,
  { key, bodyHash }: Idempotency,
): Promise<CommandOutcome<Extract<PostingAnswer, { kind: K }>, E | PostingRefusal>> {
  if (!isBeforeTheLedger(outcome)) return outcome;
  const kept = await keptUnder(`${workspaceId}\n${key}`);
  if (!kept) return outcome;
  if (kept.bodyHash !== bodyHash) return { replayed: false, result: err({ code: "idempotency_mismatch" }) };
  return answerOf({ replayed: true, result: fromAnswerText(kept.answer) }, kind);
}

/** True for a write that was refused before the ledger was asked, so that something may be kept under its key. */
export function isBeforeTheLedger({ replayed, result }: CommandOutcome<unknown, { code: string }>): boolean {
  return !result.ok && !replayed && BEFORE_THE_LEDGER.has(result.error.code);
}

/** By workspace and key, one a line: no id has a line break. Gathered, since all items of a batch may be refused. */
const keptUnder = gatherReads(async (places) => {
  const pairs = places.map((place) => place.split("\n", 2));
  const rows = await pgSql(pool())<Kept<string> & { place: string }>(
    `SELECT place, encode(body_hash, 'hex') AS "bodyHash", answer
       FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (place, workspace_id, key)
       JOIN idempotency_key USING (workspace_id, key)`,
    [places, pairs.map(([workspaceId]) => workspaceId), pairs.map(([, key]) => key)],
  );
  return new Map(rows.map((row) => [row.place, row]));
});

const BEFORE_THE_LEDGER: ReadonlySet<string> = new Set([
  "invalid_request",
  "unknown_feature",
  "unknown_model",
  "too_old",
]);
