import type { Sql } from "#lib/db/sql.ts";
import {
  type ChainedEvent,
  type ChainedTransfer,
  eventLine,
  FIRST_HASH,
  hashPosting,
  transferLine,
} from "./chain.ts";
import type { Difference } from "./verify.ts";

export const CHAIN_CHECK = "the chain of postings proves every transfer and usage event";
export const SNAPSHOT_CHECK = "a day's snapshot is what the transfers before it left";
const ROWS_AT_ONCE = 5_000;

type Head = { workspaceId: string; posting: bigint; hash: string; chainedFrom: bigint };
type Posting = { number: bigint; firstSeq: bigint; lastSeq: bigint; events: number; hash: string };
type Snapshot = {
  day: string;
  seq: bigint;
  lots: { id: string; remaining: string; held: string }[];
  holds: { id: string; parts: { grant: string; left: string }[] }[];
};

/**
 * Hashes every posting again, from the first to the head, and adds up every snapshot. Reads through cursors, so that a long
 * history needs little memory. Inside the caller's transaction.
 * @param workspaceId one workspace, or null for all of them
 */
export async function verifyChains(sql: Sql, workspaceId: string | null): Promise<Difference[]> {
  const heads = await sql<Head>(
    `SELECT workspace_id AS "workspaceId", posting, encode(hash, 'hex') AS hash, chained_from AS "chainedFrom"
       FROM ledger_head WHERE $1::text IS NULL OR workspace_id = $1 ORDER BY workspace_id`,
    [workspaceId],
  );
  const differences: Difference[] = [];
  for (const head of heads) {
    differences.push(...(await verifyChain(sql, head)), ...(await verifySnapshots(sql, head.workspaceId)));
  }
  return differences;
}

type Entries = { transfers: Peekable<ChainedTransfer>; events: Peekable<ChainedEvent & { posting: bigint }> };

async function verifyChain(sql: Sql, head: Head): Promise<Difference[]> {
  const { workspaceId } = head;
  const transfers = peekable(read<ChainedTransfer>(sql, "transfers", TRANSFERS, workspaceId));
  const events = peekable(read<ChainedEvent & { posting: bigint }>(sql, "events", EVENTS, workspaceId));
  try {
    return await firstDifference(head, read(sql, "postings", POSTINGS, workspaceId), { transfers, events });
  } finally {
    await transfers.close();
    await events.close();
  }
}

/** After one hash that differs every later one does, so the first says it all. */
async function firstDifference(
  head: Head,
  postings: AsyncIterable<Posting>,
  { transfers, events }: Entries,
): Promise<Difference[]> {
  const { workspaceId } = head;
  const differ = (subject: string, stored: unknown, recomputed: unknown): Difference[] => [
    { check: CHAIN_CHECK, workspaceId, subject, stored: String(stored), recomputed: String(recomputed) },
  ];
  let number = 0n;
  let seq = head.chainedFrom;
  let previous = FIRST_HASH;
  for await (const posting of postings) {
    number += 1n;
    const subject = `posting ${number}`;
    if (posting.number !== number) return differ(subject, posting.number, number);
    if (posting.firstSeq !== seq + 1n) return differ(subject, posting.firstSeq, seq + 1n);
    const entries = await take(transfers, (row) => row.seq <= posting.lastSeq);
    const uses = await take(events, (row) => row.posting === number);
    if (uses.length !== posting.events) return differ(subject, posting.events, uses.length);
    previous = hashPosting(workspaceId, number, previous, entries.map(transferLine), uses.map(eventLine));
    if (previous !== posting.hash) return differ(subject, posting.hash, previous);
    seq = posting.lastSeq;
  }
  if (head.posting !== number) return differ("head", head.posting, number);
  if (head.hash !== previous) return differ("head", head.hash, previous);
  const [extra] = await take(transfers, () => true);
  if (extra) return differ(`transfer ${extra.seq}`, "in no posting", "in one");
  const [other] = await take(events, () => true);
  return other ? differ(`event ${other.eventId}`, "in no posting", "in one") : [];
}

async function verifySnapshots(sql: Sql, workspaceId: string): Promise<Difference[]> {
  const snapshots = await sql<Snapshot>(
    "SELECT day, seq, lots, holds FROM balance_snapshot WHERE workspace_id = $1 ORDER BY day",
    [workspaceId],
  );
  if (snapshots.length === 0) return [];
  const moves = peekable(read<Change>(sql, "changes", CHANGES, workspaceId));
  try {
    return await differingSnapshots(workspaceId, snapshots, moves);
  } finally {
    await moves.close();
  }
}

async function differingSnapshots(
  workspaceId: string,
  snapshots: readonly Snapshot[],
  moves: Peekable<Change>,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const lots: Sums = new Map();
  const holds: Sums = new Map();
  for (const { day, seq, ...stored } of snapshots) {
    const before = await take(moves, (row) => row.seq <= seq);
    for (const { grantId, holdId, remaining, held } of before) {
      add(lots, grantId, remaining, held);
      if (holdId !== null && held !== 0n) add(holds, `${holdId} ${grantId}`, 0n, held);
    }
    const begin = new Date(`${day}T00:00:00.000Z`);
    const next = await moves.peek();
    const isOfDay = before.every(({ postedAt }) => postedAt < begin) && (!next || next.postedAt >= begin);
    const kept = `${day}: ${textOf(...storedSums(stored))}`;
    const expected = `${isOfDay ? day : "another day"}: ${textOf(lots, holds)}`;
    if (kept === expected) continue;
    differences.push({
      check: SNAPSHOT_CHECK,
      workspaceId,
      subject: `day ${day}`,
      stored: kept,
      recomputed: expected,
    });
  }
  return differences;
}

type Change = {
  seq: bigint;
  postedAt: Date;
  grantId: string;
  holdId: string | null;
  remaining: bigint;
  held: bigint;
};
type Sums = Map<string, { remaining: bigint; held: bigint }>;

function add(sums: Sums, name: string, remaining: bigint, held: bigint): void {
  const sum = sums.get(name) ?? { remaining: 0n, held: 0n };
  sums.set(name, { remaining: sum.remaining + remaining, held: sum.held + held });
}

function storedSums({ lots, holds }: Pick<Snapshot, "lots" | "holds">): [lots: Sums, holds: Sums] {
  const sums: [Sums, Sums] = [new Map(), new Map()];
  for (const { id, remaining, held } of lots) add(sums[0], id, BigInt(remaining), BigInt(held));
  for (const { id, parts } of holds) {
    for (const { grant, left } of parts) add(sums[1], `${id} ${grant}`, 0n, BigInt(left));
  }
  return sums;
}

/** What is not zero, the lots first. */
function textOf(...all: readonly Sums[]): string {
  const sums = all.flatMap((one) => [...one].sort(byName));
  const there = sums.filter(([, { remaining, held }]) => remaining !== 0n || held !== 0n);
  return there.map(([name, { remaining, held }]) => `${name} ${remaining} ${held}`).join(", ");
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

const POSTINGS = `SELECT number, first_seq AS "firstSeq", last_seq AS "lastSeq", events, encode(hash, 'hex') AS hash
  FROM posting WHERE workspace_id = $1 ORDER BY number`;
const TRANSFERS = `SELECT t.seq, t.posted_at AS "postedAt", t.kind, t.credit_type AS "creditType", t.amount, t.grant_id::text AS "grantId",
    t.balance_after AS "balanceAfter", t.event_id::text AS "eventId", t.hold_id::text AS "holdId", t.actor
  FROM transfer t JOIN ledger_head h ON h.workspace_id = t.workspace_id
 WHERE t.workspace_id = $1 AND t.seq > h.chained_from ORDER BY t.seq`;
const EVENTS = `SELECT posting, id::text AS "eventId", debit_id::text AS "debitId", hold_id::text AS "holdId", occurred_at AS "occurredAt",
    day, feature, credit_type AS "creditType", quantity, unchanged, input_tokens AS "inputTokens",
    cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens", model, own_key AS "ownKey", credits,
    rate_version AS "rateVersion", agent, job, run, source, actor, vendor_cost AS "vendorCost", vendor_currency AS "vendorCurrency"
  FROM usage_event WHERE workspace_id = $1 AND posting > 0 ORDER BY posting, id`;
const CHANGES = `SELECT seq, posted_at AS "postedAt", grant_id::text AS "grantId", hold_id::text AS "holdId",
    CASE WHEN to_account LIKE 'grant:%' THEN amount WHEN from_account LIKE 'grant:%' THEN -amount ELSE 0 END::bigint AS remaining,
    CASE WHEN to_account LIKE 'hold:%' THEN amount WHEN from_account LIKE 'hold:%' THEN -amount ELSE 0 END::bigint AS held
  FROM transfer WHERE workspace_id = $1 ORDER BY seq`;

/** The rows of a query, some thousand at a time, through a cursor of the transaction. */
async function* read<Row>(sql: Sql, name: string, query: string, workspaceId: string): AsyncGenerator<Row> {
  await sql(`DECLARE ${name} NO SCROLL CURSOR FOR ${query}`, [workspaceId]);
  try {
    for (;;) {
      const rows = await sql<Row>(`FETCH ${ROWS_AT_ONCE} FROM ${name}`);
      yield* rows;
      if (rows.length < ROWS_AT_ONCE) return;
    }
  } finally {
    await sql(`CLOSE ${name}`);
  }
}

type Peekable<Row> = { peek(): Promise<Row | undefined>; next(): void; close(): Promise<void> };

function peekable<Row>(rows: AsyncGenerator<Row>): Peekable<Row> {
  let current: Promise<IteratorResult<Row>> | undefined;
  return {
    async peek() {
      current ??= rows.next();
      const { done, value } = await current;
      return done ? undefined : value;
    },
    next() {
      current = undefined;
    },
    async close() {
      await rows.return(undefined);
    },
  };
}

/** The rows up to the first that does not belong. */
async function take<Row>(rows: Peekable<Row>, belongs: (row: Row) => boolean): Promise<Row[]> {
  const taken: Row[] = [];
  for (;;) {
    const row = await rows.peek();
    if (row === undefined || !belongs(row)) return taken;
    taken.push(row);
    rows.next();
  }
}
