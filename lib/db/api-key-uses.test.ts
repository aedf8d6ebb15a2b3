import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { KeyViewer } from "#lib/core/viewer.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { createKeyUses } from "./api-key-uses.ts";
import { insertApiKey, type KeyUse, noteKeyUses } from "./api-keys.ts";
import { newId } from "./new-id.ts";
import { inTransaction } from "./sql.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z").getTime();
const MINUTE = 60_000;
let database: TestDatabase;
const lines: string[] = [];
let writes: (readonly KeyUse[])[];

beforeAll(async () => {
  database = await createTestDatabase();
  provideLogger(createLogger("info", { write: (line) => void lines.push(line) }));
});
afterAll(() => database.close());
beforeEach(() => {
  writes = [];
  lines.length = 0;
});

/** Writes to the database, and counts. */
async function write(uses: readonly KeyUse[], seconds: number) {
  await noteKeyUses(uses, seconds);
  writes.push(uses);
}

async function key(workspaceId = "acme"): Promise<KeyViewer & { keyId: string }> {
  const id = newId();
  const secret = id.padEnd(43, "0");
  const row = { workspaceId, id, secret, name: "Import", createdAt: new Date(NOW), createdBy: "test" };
  await inTransaction((sql) => insertApiKey(sql, { ...row, scopes: ["read"] }, 1000));
  if (workspaceId === "") return { kind: "platform", keyId: id };
  return { kind: "workspace-key", keyId: id, workspaceId, scopes: ["read"] };
}

async function lastUse({ keyId }: { keyId: string }): Promise<number | null> {
  const { rows } = await database.pool.query("SELECT last_used_at AS at FROM api_key WHERE id = $1", [keyId]);
  return rows[0].at?.getTime() ?? null;
}

test("a use is noted behind the call's back, at most once a minute", async () => {
  const uses = createKeyUses(write);
  const [import_, platform] = [await key(), await key("")];
  for (let at = 0; at < MINUTE; at += 1000) {
    uses.note(import_, NOW + at);
    uses.note(platform, NOW + at);
  }
  await expect.poll(() => writes.flat()).toHaveLength(2);
  expect([await lastUse(import_), await lastUse(platform)]).toEqual([NOW, NOW]);
  uses.note(import_, NOW + MINUTE);
  await expect.poll(() => writes.flat()).toHaveLength(3);
  expect(await lastUse(import_)).toBe(NOW + MINUTE);
});

test("two processes together note it at most once a minute, and neither back in time", async () => {
  const [one, two] = [createKeyUses(write), createKeyUses(write)];
  const used = await key();
  one.note(used, NOW);
  await expect.poll(() => writes).toHaveLength(1);
  two.note(used, NOW + 30_000);
  await expect.poll(() => writes).toHaveLength(2);
  expect(await lastUse(used)).toBe(NOW);
  createKeyUses(write).note(used, NOW - 5 * MINUTE);
  await expect.poll(() => writes).toHaveLength(3);
  expect(await lastUse(used)).toBe(NOW);
  one.note(used, NOW + 2 * MINUTE);
  await expect.poll(() => writes).toHaveLength(4);
  expect(await lastUse(used)).toBe(NOW + 2 * MINUTE);
});

test("what the database knows already is not written again", async () => {
  const uses = createKeyUses(write);
  const [used, other] = [await key(), await key()];
  uses.recall(used, new Date(NOW - 1000));
  uses.note(used, NOW);
  uses.note(other, NOW);
  await expect.poll(() => writes.flat().map(({ id }) => id)).toEqual([other.keyId]);
});

test("many keys that are used while one is written are written together", async () => {
  const uses = createKeyUses(write);
  const keys = await Promise.all(Array.from({ length: 20 }, () => key()));
  for (const used of keys) uses.note(used, NOW);
  await expect.poll(() => writes.map(({ length }) => length)).toEqual([1, 19]);
  expect(await Promise.all(keys.map(lastUse))).toEqual(keys.map(() => NOW));
});

test("a row that somebody else holds is left to them, and nobody waits", async () => {
  const uses = createKeyUses(write);
  const [held, free] = [await key(), await key()];
  await inTransaction(async (sql) => {
    await sql("SELECT 1 FROM api_key WHERE id = $1 FOR UPDATE", [held.keyId]);
    uses.note(held, NOW);
    uses.note(free, NOW);
    await expect.poll(() => writes.flat()).toHaveLength(2);
  });
  expect([await lastUse(held), await lastUse(free)]).toEqual([null, NOW]);
});

test("a failure is logged, and the next minute's use is noted", async () => {
  let isAway = true;
  const uses = createKeyUses(async (...args) => {
    if (isAway) throw new Error("The database is away");
    await write(...args);
  });
  const used = await key();
  uses.note(used, NOW);
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toContain("The database is away");
  isAway = false;
  uses.note(used, NOW + MINUTE);
  await expect.poll(() => writes).toHaveLength(1);
  expect(await lastUse(used)).toBe(NOW + MINUTE);
});

test("the key of the environment has no row to note it in", () => {
  const uses = createKeyUses(write);
  uses.note({ kind: "platform", keyId: null }, NOW);
  expect(writes).toEqual([]);
});
