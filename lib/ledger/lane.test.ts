import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import type { GrantItem } from "./items.ts";
import { verifyLedger } from "./verify.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z");
const WORKSPACE = "acme";
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const terms = { id: WORKSPACE, name: "Acme", timeZone: "Europe/Berlin", currency: "EUR" };
  await openWorkspace({ kind: "platform", keyId: null }, terms, NOW);
});
afterAll(() => database.close());
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

function grantOf(key: string): GrantItem {
  const terms = { creditType: "ai", source: "promo", amount: 1_000_000n, priority: 50 } as const;
  const rest = { effectiveAt: NOW, expiresAt: null, paid: null, purchaseId: null, reason: "test" };
  const bodyHash = "0".repeat(64);
  const grant = { id: newId(), ...terms, ...rest };
  return { kind: "grant", workspaceId: WORKSPACE, key, bodyHash, actor: "test", now: NOW, grant };
}

test("what is decided while a flush waits for its connection is no part of that flush", async () => {
  let asked = Promise.withResolvers<void>();
  let given = Promise.resolve();
  const engine = createEngine(
    async () => {
      asked.resolve();
      await given;
      return database.pool.connect();
    },
    { byWorkspace: false },
  );
  // From here on the workspace is remembered, and the connection given back.
  expect(await engine.post(grantOf("first"))).toMatchObject({ result: { ok: true } });
  await nextTurn();
  asked = Promise.withResolvers();
  const gate = Promise.withResolvers<void>();
  given = gate.promise;
  const second = engine.post(grantOf("second"));
  await asked.promise;
  const third = engine.post(grantOf("third"));
  await nextTurn();
  await nextTurn();
  gate.resolve();
  expect(await Promise.all([second, third])).toMatchObject([
    { result: { ok: true } },
    { result: { ok: true } },
  ]);
  const { rows } = await database.pool.query(
    "SELECT number, last_seq - first_seq + 1 AS transfers FROM posting WHERE workspace_id = $1 ORDER BY number DESC LIMIT 3",
    [WORKSPACE],
  );
  expect(rows.map(({ transfers }) => transfers)).toEqual([1n, 1n, 1n]);
  await engine.close();
});

test("a key whose posting failed is free, however long the database was away", async () => {
  let isAway = false;
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const connect = () => (isAway ? Promise.reject(refused) : database.pool.connect());
  const engine = createEngine(connect, { byWorkspace: false });
  // From here on the workspace is remembered, so what comes next is decided before it is stored.
  await engine.post(grantOf("before"));
  // The engine pauses between its tries.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const failureOf = async (key: string) => {
    const settled = { yet: false };
    const posting = engine.post(grantOf(key)).catch((error: unknown) => error);
    const end = posting.finally(() => {
      settled.yet = true;
    });
    while (!settled.yet) {
      await nextTurn();
      await vi.advanceTimersByTimeAsync(50);
    }
    return end;
  };
  try {
    isAway = true;
    for (let count = 0; count < 22; count += 1) expect(await failureOf("lost")).toBe(refused);
    isAway = false;
  } finally {
    vi.useRealTimers();
  }
  expect(await engine.post(grantOf("lost"))).toMatchObject({ replayed: false, result: { ok: true } });
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS kept FROM idempotency_key WHERE key = 'lost'",
  );
  expect(rows).toEqual([{ kept: 1 }]);
  await engine.close();
});
