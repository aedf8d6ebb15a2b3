import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  // From nothing: the template's own migrations are not what these tests are about.
  await database.pool.query("DROP SCHEMA public CASCADE");
  await database.pool.query("CREATE SCHEMA public");
  folder = mkdtempSync(join(tmpdir(), "headroom-migrations-"));
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function count(table: string): Promise<bigint> {
  const { rows } = await database.pool.query<{ n: bigint }>(`SELECT count(*) AS n FROM ${table}`);
  return rows[0]?.n ?? -1n;
}

test("missing migrations are applied in order of their names, once", async () => {
  write("2_second", "INSERT INTO a VALUES (1)");
  write("1_first", "CREATE TABLE a (id int)");
  expect(await migrate(database.url, folder)).toEqual(["1_first", "2_second"]);
  expect(await migrate(database.url, folder)).toEqual([]);
  expect(await count("a")).toBe(1n);
});

test("semicolons inside a function's body do not cut a migration", async () => {
  write(
    "1_first",
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END; $$; CREATE TABLE a AS SELECT f() AS two;",
  );
  await migrate(database.url, folder);
  expect((await database.pool.query("SELECT two FROM a")).rows).toEqual([{ two: 2 }]);
});

test("processes that migrate at once take turns", async () => {
  write("1_first", "CREATE TABLE a (id int); INSERT INTO a VALUES (1)");
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, folder)));
  expect(applied.flat()).toEqual(["1_first"]);
  expect(await count("a")).toBe(1n);
});

test("a migration that fails names itself and the reason, leaves nothing behind, and may be tried again", async () => {
  write("1_first", "CREATE TABLE a (id int); INSERT INTO b VALUES (1)");
  await expect(migrate(database.url, folder)).rejects.toThrow(
    'The migration 1_first failed and changed nothing: relation "b" does not exist',
  );
  await expect(count("a")).rejects.toThrow("does not exist");
  await database.pool.query("CREATE TABLE b (id int)");
  expect(await migrate(database.url, folder)).toEqual(["1_first"]);
  expect(await count("b")).toBe(1n);
});

test("a database that is away or refuses is named with the way out, and never with its password", async () => {
  const away = "postgresql://nobody:secret-word@127.0.0.1:1/none";
  await expect(migrate(away, folder)).rejects.toThrow(
    /^The database at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.* Start it, or correct DATABASE_URL\.$/,
  );
  const missing = new URL(database.url);
  missing.pathname = "/no_such_database";
  const refused = await migrate(missing.href, folder).catch((error: Error) => error.message);
  expect(refused).toMatch(/^The database at .+ cannot be used: .*no_such_database.* Correct DATABASE_URL\.$/);
  expect(refused).not.toContain(missing.password);
});
