import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { prisma } from "./client.ts";
import { pool } from "./pool.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a test's database is the one that everything else in the process uses", async () => {
  expect(env().databaseUrl).toBe(database.url);
  const name = new URL(database.url).pathname.slice(1);
  const { rows } = await pool().query("SELECT current_database() AS name");
  expect(rows).toEqual([{ name }]);
  expect(await prisma().$queryRaw`SELECT current_database() AS name`).toEqual([{ name }]);
});

test("it is migrated", async () => {
  const { rows } = await database.pool.query(
    "SELECT count(*) AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL",
  );
  expect(rows[0].n).toBeGreaterThan(0n);
});

test("its owner is no superuser", async () => {
  const { rows } = await database.pool.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
  expect(rows).toEqual([{ rolsuper: false }]);
});

test("integers of eight bytes are bigints, instants are dates and calendar days are text", async () => {
  const { rows } = await database.pool.query(
    "SELECT 9007199254740993::int8 AS big, '2026-11-21T00:00:00Z'::timestamptz AS instant, '2026-03-29'::date AS day",
  );
  expect(rows).toEqual([
    { big: 9007199254740993n, instant: new Date("2026-11-21T00:00:00Z"), day: "2026-03-29" },
  ]);
});
