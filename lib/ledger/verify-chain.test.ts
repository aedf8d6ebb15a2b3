import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  debitOf,
  expectRightBooks,
  grantOf,
  HOUR,
  holdOf,
  images,
  later,
  records,
} from "./test-items.ts";
import { lawsBroken } from "./test-tampering.ts";
import { CHAIN_CHECK, SNAPSHOT_CHECK } from "./verify-chain.ts";

const ZERO = "00000000-0000-7000-8000-000000000000";
const NEXT_DAY = later(24 * HOUR);
let database: TestDatabase;
let id: string;

/** Six postings: 1 and 2 grants, 3 a debit of two lines, 4 a hold, 5 its capture, 6 a debit of the next day. */
beforeAll(async () => {
  database = await createTestDatabase();
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  id = await bareWorkspace();
  await engine.post(grantOf(id, 100));
  await engine.post(grantOf(id, 100, { grant: { creditType: "ai" } }));
  const named = { agent: "writer", job: "feed", run: "r1" };
  answerTo(await engine.post(debitOf(id, [records(3), images(2)], named)), "debit");
  const hold = holdOf(id, 10, { ...named, expiresAt: later(48 * HOUR) });
  answerTo(await engine.post(hold), "hold");
  answerTo(await engine.post(captureOf(hold, 4, { partial: true })), "capture");
  answerTo(await engine.post(debitOf(id, 2, { now: NEXT_DAY })), "debit");
  await engine.close();
});
afterAll(() => database.close());

const transfers = (set: string, which: string) =>
  `UPDATE transfer SET ${set} WHERE workspace_id = $1 AND ${which}`;
const TRANSFER_FIELDS: [field: string, to: string, which: string][] = [
  ["posted_at", "posted_at + interval '1 ms'", "seq = 3"],
  ["kind", "'void'", "seq = 3"],
  ["credit_type", "'ai'", "seq = 3"],
  ["amount", "amount + 1", "seq = 3"],
  ["grant_id", `'${ZERO}'`, "seq = 3"],
  ["balance_after", "balance_after + 1", "seq = 3"],
  ["event_id", `'${ZERO}'`, "seq = 3"],
  ["event_id", "NULL", "kind = 'capture'"],
  ["hold_id", `'${newId()}'`, "kind = 'hold'"],
  ["hold_id", "NULL", "kind = 'capture'"],
  ["actor", "'somebody'", "seq = 3"],
];

test.each(TRANSFER_FIELDS)("a transfer's %s cannot become %s", async (field, to, which) => {
  expect(await lawsBroken(id, transfers(`${field} = ${to}`, which))).toContain(CHAIN_CHECK);
});

const records3 = "feature = 'automation.record' AND posting = 3";
const EVENT_FIELDS: [field: string, to: string][] = [
  ["id", `'${ZERO}'`],
  ["debit_id", `'${ZERO}'`],
  ["hold_id", `'${ZERO}'`],
  ["occurred_at", "occurred_at + interval '1 ms'"],
  ["day", "day + 1"],
  ["feature", "'automation.operation'"],
  ["credit_type", "'ai'"],
  ["quantity", "quantity + 1"],
  ["unchanged", "1"],
  ["input_tokens", "0"],
  ["cached_input_tokens", "0"],
  ["output_tokens", "0"],
  ["model", "''"],
  ["own_key", "true"],
  ["credits", "credits + 1"],
  ["rate_version", "rate_version + 1"],
  ["agent", "'reader'"],
  ["job", "''"],
  ["run", "'r2'"],
  ["source", "'rule'"],
  ["actor", "'somebody'"],
  ["vendor_currency", "'EUR', vendor_cost = 0"],
  ["posting", "posting + 1"],
  ["posting", "0"],
];

test.each(EVENT_FIELDS)("a usage event's %s cannot become %s", async (field, to) => {
  const statement = `UPDATE usage_event SET ${field} = ${to} WHERE workspace_id = $1 AND ${records3}`;
  expect(await lawsBroken(id, statement)).toContain(CHAIN_CHECK);
});

test("what became of a result and what the caller noted are not in the chain", async () => {
  const statement = `UPDATE usage_event SET outcome = 'applied', metadata = '{"a": 1}' WHERE workspace_id = $1`;
  expect(await lawsBroken(id, statement)).toEqual([]);
});

const swapped = `UPDATE posting p SET hash = o.hash, events = o.events, first_seq = o.first_seq, last_seq = o.last_seq FROM posting o
  WHERE p.workspace_id = $1 AND o.workspace_id = $1 AND p.number IN (4, 5) AND o.number = 9 - p.number`;
const CHANGES: [what: string, statement: string][] = [
  ["a posting that is gone", "DELETE FROM posting WHERE workspace_id = $1 AND number = 4"],
  ["the last posting gone", "DELETE FROM posting WHERE workspace_id = $1 AND number = 6"],
  ["two postings that changed places", swapped],
  [
    "two postings of one kind that changed their hashes",
    `UPDATE posting p SET hash = o.hash FROM posting o
      WHERE p.workspace_id = $1 AND o.workspace_id = $1 AND p.number IN (1, 2) AND o.number = 3 - p.number`,
  ],
  [
    "a posting with another hash",
    "UPDATE posting SET hash = decode(repeat('00', 32), 'hex') WHERE workspace_id = $1 AND number = 6",
  ],
  [
    "a posting that says it recorded more",
    "UPDATE posting SET events = events + 1 WHERE workspace_id = $1 AND number = 3",
  ],
  [
    "a posting that begins earlier",
    "UPDATE posting SET first_seq = first_seq - 1 WHERE workspace_id = $1 AND number = 3",
  ],
  [
    "a posting that ends earlier",
    "UPDATE posting SET last_seq = last_seq - 1 WHERE workspace_id = $1 AND number = 3",
  ],
  ["a transfer that is gone", "DELETE FROM transfer WHERE workspace_id = $1 AND seq = 4"],
  ["the last transfer gone", "DELETE FROM transfer WHERE workspace_id = $1 AND seq = 7"],
  [
    "two transfers that changed places",
    `UPDATE transfer t SET amount = o.amount, credit_type = o.credit_type, grant_id = o.grant_id, from_account = o.from_account,
       balance_after = o.balance_after, event_id = o.event_id FROM transfer o
      WHERE t.workspace_id = $1 AND o.workspace_id = $1 AND t.seq IN (3, 4) AND o.seq = 7 - t.seq`,
  ],
  ["an event that is gone", `DELETE FROM usage_event WHERE workspace_id = $1 AND ${records3}`],
  ["a head that is one behind", "UPDATE ledger_head SET posting = posting - 1 WHERE workspace_id = $1"],
  [
    "a head with the hash before",
    `UPDATE ledger_head h SET hash = p.hash FROM posting p
      WHERE h.workspace_id = $1 AND p.workspace_id = $1 AND p.number = h.posting - 1`,
  ],
  ["a chain that begins later", "UPDATE ledger_head SET chained_from = 1 WHERE workspace_id = $1"],
];

test.each(CHANGES)("the chain notices %s", async (_what, statement) => {
  expect(await lawsBroken(id, statement)).toContain(CHAIN_CHECK);
});

const snapshot = (set: string) => `UPDATE balance_snapshot SET ${set} WHERE workspace_id = $1`;
const SNAPSHOTS: [what: string, statement: string][] = [
  ["another remainder", snapshot(`lots = jsonb_set(lots, '{0,remaining}', '"1"')`)],
  ["another amount held", snapshot(`lots = jsonb_set(lots, '{0,held}', '"1"')`)],
  ["a lot less", snapshot("lots = lots - 0")],
  ["a lot more", snapshot(`lots = lots || '[{"id": "${ZERO}", "remaining": "1", "held": "0"}]'`)],
  ["a hold less", snapshot("holds = '[]'")],
  ["a hold that kept more", snapshot(`holds = jsonb_set(holds, '{0,parts,0,left}', '"9"')`)],
  ["a hold on another lot", snapshot(`holds = jsonb_set(holds, '{0,parts,0,grant}', '"${ZERO}"')`)],
  ["an earlier day", snapshot("day = day - 1")],
  ["a later day", snapshot("day = day + 1")],
  ["an earlier end", snapshot("seq = seq - 1")],
  ["a later end", snapshot("seq = seq + 1")],
];

test.each(SNAPSHOTS)("a day's snapshot cannot have %s", async (_what, statement) => {
  expect(await lawsBroken(id, statement)).toEqual([SNAPSHOT_CHECK]);
});

test("the books that are changed above are right before, and after", expectRightBooks);
