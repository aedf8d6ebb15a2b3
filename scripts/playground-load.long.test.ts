import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { loadPlayground } from "./playground-load.ts";

const RUNS = 5_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("after 5,000 Playground runs, many at once, every stored sum is what the transfers say", async () => {
  const report = await loadPlayground(RUNS);
  expect(report.differences).toBe(0);
  expect(report.started + report.refused).toBe(RUNS);
  expect(report.replayed).toBeGreaterThan(0);
  expect(report.refused).toBeGreaterThan(0);
  const { rows } = await database.pool.query(
    "SELECT count(DISTINCT debit_id)::integer AS debits FROM usage_event",
  );
  expect(rows[0].debits).toBe(report.started);
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
}, 600_000);
