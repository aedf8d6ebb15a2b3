import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "./sql.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`CREATE TABLE counter (id text PRIMARY KEY, value integer NOT NULL)`);
  await database.pool.query(`INSERT INTO counter VALUES ('a', 0), ('b', 0)`);
});
afterAll(() => database.close());

const counted = async (id: string) =>
  (await database.pool.query("SELECT value FROM counter WHERE id = $1", [id])).rows[0].value;

test("of two transactions that wait for each other, the one that the database ends is run again, whole", async () => {
  const met = Promise.withResolvers<void>();
  let holding = 0;
  let runs = 0;
  const addTo = (first: string, second: string) =>
    inTransaction(async (sql) => {
      runs += 1;
      await sql("UPDATE counter SET value = value + 1 WHERE id = $1", [first]);
      holding += 1;
      if (holding === 2) met.resolve();
      await met.promise;
      await sql("UPDATE counter SET value = value + 1 WHERE id = $1", [second]);
    });
  await Promise.all([addTo("a", "b"), addTo("b", "a")]);
  expect(runs).toBeGreaterThan(2);
  expect([await counted("a"), await counted("b")]).toEqual([2, 2]);
});

test("a conflict that does not end is given up after five tries, and leaves nothing", async () => {
  const before = await counted("a");
  let runs = 0;
  const doomed = inTransaction(async (sql) => {
    runs += 1;
    await sql("UPDATE counter SET value = 100 WHERE id = 'a'");
    await sql("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'; END $$");
  });
  await expect(doomed).rejects.toThrow("conflict");
  expect([runs, await counted("a")]).toEqual([5, before]);
});

test("any other failure is not tried again", async () => {
  let runs = 0;
  const failing = inTransaction(async (sql) => {
    runs += 1;
    await sql("SELECT 1 / 0");
  });
  await expect(failing).rejects.toThrow("division by zero");
  expect(runs).toBe(1);
});
