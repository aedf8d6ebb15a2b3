import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { ensureComingPartitions, ensurePartitions } from "./partitions.ts";
import { verifyLedger } from "./verify.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const partitionOf = async (workspaceId: string) =>
  (
    await database.pool.query(
      "SELECT DISTINCT tableoid::regclass::text AS name FROM transfer WHERE workspace_id = $1",
      [workspaceId],
    )
  ).rows;

const open = (id: string, now: Date) =>
  openWorkspace({ kind: "platform", keyId: null }, { id, name: id, timeZone: "UTC", currency: "EUR" }, now);

test("months are made once, by many at once, and a posting lands in its own", async () => {
  const now = new Date("2027-05-31T23:59:59.999Z");
  const made = await Promise.all(
    Array.from({ length: 5 }, () => inTransaction((sql) => ensureComingPartitions(sql, now))),
  );
  expect(made.reduce((a, b) => a + b)).toBe(12);
  await open("may", now);
  expect(await partitionOf("may")).toEqual([{ name: "transfer_2027_05" }]);
});

test("a posting before its month exists is kept, and the month can still be asked for", async () => {
  const now = new Date("2030-01-01T00:00:00.000Z");
  await open("early", now);
  expect(await partitionOf("early")).toEqual([{ name: "transfer_default" }]);
  expect(await inTransaction((sql) => ensurePartitions(sql, now, now))).toBe(1);
  await open("later", now);
  expect(await partitionOf("later")).toEqual([{ name: "transfer_default" }]);
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

test("a month's own partition is append-only too", async () => {
  await expect(database.pool.query("DELETE FROM transfer_2027_05")).rejects.toThrow(
    /permission denied|append-only/,
  );
});
