import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { UnavailableError } from "#lib/core/errors.ts";
import { pgSql } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { isDatabaseUnavailable } from "#lib/db/unavailable.ts";
import { createEngine } from "./engine.ts";

let database: TestDatabase;
const NOW = new Date("2026-11-21T12:00:00.000Z");

beforeAll(async () => {
  database = await createTestDatabase();
  const terms = { id: "acme", name: "Acme", timeZone: "Europe/Berlin", currency: "EUR" };
  await openWorkspace({ kind: "platform", keyId: null }, terms, NOW);
});
afterAll(() => database.close());

test("a statement that is not answered is given up, as by a database that is away", async () => {
  const client = await database.pool.connect();
  const asked = pgSql(client, 100)("SELECT pg_sleep(30)");
  await expect(asked.catch((error: unknown) => isDatabaseUnavailable(error))).resolves.toBe(true);
  client.release(true);
});

test("more than the queue may hold is refused as busy, and what it took is answered", async () => {
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false, mostWaiting: 3 });
  const sweep = { kind: "expire", workspaceId: "acme", actor: "test", now: NOW } as const;
  const posted = await Promise.allSettled(Array.from({ length: 5 }, () => engine.post(sweep)));
  expect(posted.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  await engine.close();
  await expect(engine.post(sweep)).rejects.toThrow(UnavailableError);
});
