// What the tables refuse by themselves, should whoever writes ever decide wrongly.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  expectRightBooks,
  grantOf,
  holdOf,
  limit,
} from "./test-items.ts";

let database: TestDatabase;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  id = await bareWorkspace();
  await limit(id, 100);
  answerTo(await engine.post(grantOf(id, 100)), "grant");
  const hold = holdOf(id, 10);
  answerTo(await engine.post(hold), "hold");
  answerTo(await engine.post(captureOf(hold, 4, { partial: true })), "capture");
  await engine.close();
});
afterAll(() => database.close());

const of = (table: string) => `SELECT * FROM ${table} WHERE workspace_id = $1`;
const TWICE: [what: string, statement: string][] = [
  ["a number of a posting", `INSERT INTO posting ${of("posting")}`],
  ["a transfer", `INSERT INTO transfer ${of("transfer")}`],
  ["a usage event", `INSERT INTO usage_event ${of("usage_event")}`],
  ["a key of a request", `INSERT INTO idempotency_key ${of("idempotency_key")}`],
  ["a hold", `INSERT INTO hold ${of("hold")}`],
  ["the head of a ledger", `INSERT INTO ledger_head ${of("ledger_head")}`],
  ["what a budget counts in a month", `INSERT INTO budget_use ${of("budget_use")}`],
  [
    "a budget for one subject",
    `INSERT INTO budget SELECT workspace_id, '00000000-0000-7000-8000-000000000000', name, scope, subject, credit_type, limit_credits,
       on_reach, created_at, created_by FROM budget WHERE workspace_id = $1`,
  ],
];

test.each(TWICE)("%s is there once", async (_what, statement) => {
  await expect(database.pool.query(statement, [id])).rejects.toThrow(/duplicate key value violates unique/);
});

const IMPOSSIBLE: [what: string, statement: string][] = [
  ["a lot below zero", `UPDATE "grant" SET remaining = -1 WHERE workspace_id = $1`],
  ["a lot that holds less than nothing", `UPDATE "grant" SET held = -1 WHERE workspace_id = $1`],
  ["a lot with more than was granted", `UPDATE "grant" SET remaining = amount WHERE workspace_id = $1`],
  ["a budget that was used less than not", "UPDATE budget_use SET held = -1 WHERE workspace_id = $1"],
  ["a hold that ended no way", "UPDATE hold SET ended_at = expires_at WHERE workspace_id = $1"],
];

test.each(IMPOSSIBLE)("there is no %s", async (_what, statement) => {
  await expect(database.pool.query(statement, [id])).rejects.toThrow(/violates check constraint/);
});

const CHANGES = ["transfer", "posting"].flatMap((table) => [
  `UPDATE ${table} SET posted_at = now() WHERE workspace_id = $1`,
  `DELETE FROM ${table} WHERE workspace_id = $1`,
]);

test.each(CHANGES)(
  "the right to %s is nobody's, and the owner who takes it is refused",
  async (statement) => {
    await expect(database.pool.query(statement, [id])).rejects.toThrow("permission denied");
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query("GRANT UPDATE, DELETE ON transfer, posting TO CURRENT_USER");
    await expect(client.query(statement, [id])).rejects.toThrow("append-only");
    await client.query("ROLLBACK");
    client.release();
  },
);

test("the books that the walls stand around are right", expectRightBooks);
