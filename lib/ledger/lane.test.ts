import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { newId } from "#lib/db/new-id.ts";
import { pool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, type Engine } from "./engine.ts";
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

function grantOf(key: string, amount = 1_000_000n): GrantItem {
  const terms = { creditType: "ai", source: "promo", amount, priority: 50 } as const;
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

/** An engine whose database can be taken away. */
function shakyEngine() {
  const database = { isAway: false };
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const connect = () => (database.isAway ? Promise.reject(refused) : pool().connect());
  return { engine: createEngine(connect, { byWorkspace: false }), database, refused };
}

/** What each posting fails with, one after another; the engine's pauses between its tries take no time. */
async function failuresOf(engine: Engine, keys: readonly string[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    for (const key of keys) {
      const count = failures.length;
      const posting = engine.post(grantOf(key)).then(
        () => failures.push(null),
        (error: unknown) => failures.push(error),
      );
      while (failures.length === count) {
        await nextTurn();
        await vi.advanceTimersByTimeAsync(50);
      }
      await posting;
    }
  } finally {
    vi.useRealTimers();
  }
  return failures;
}

test("a key whose posting failed is free, however long the database was away", async () => {
  const { engine, database: shaky, refused } = shakyEngine();
  // From here on the workspace is remembered, so what comes next is decided before it is stored; and the connection given back.
  await engine.post(grantOf("before"));
  await nextTurn();
  shaky.isAway = true;
  const keys = Array.from({ length: 22 }, () => "lost");
  expect(await failuresOf(engine, keys)).toEqual(keys.map(() => refused));
  shaky.isAway = false;
  expect(await engine.post(grantOf("lost"))).toMatchObject({ replayed: false, result: { ok: true } });
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS kept FROM idempotency_key WHERE key = 'lost'",
  );
  expect(rows).toEqual([{ kept: 1 }]);
  await engine.close();
});

test.each([1, 19, 20, 21])(
  "what was decided for nothing is forgotten, after %i failures and what others posted meanwhile",
  async (count) => {
    const { engine, database: shaky, refused } = shakyEngine();
    const other = createEngine(() => database.pool.connect(), { byWorkspace: false });
    await engine.post(grantOf(`remembered ${count}`));
    await nextTurn();
    shaky.isAway = true;
    const keys = Array.from({ length: count }, (_, nth) => `lost ${count} ${nth}`);
    expect(await failuresOf(engine, keys)).toEqual(keys.map(() => refused));
    shaky.isAway = false;
    const before = await remaining();
    await other.post(grantOf(`other ${count}`, 5_000_000n));
    expect(await engine.post(grantOf(`found ${count}`))).toMatchObject({ result: { ok: true } });
    expect(await remaining()).toBe(before + 6_000_000n);
    await Promise.all([engine.close(), other.close()]);
  },
);

async function remaining(): Promise<bigint> {
  const { rows } = await database.pool.query<{ remaining: bigint }>(
    "SELECT remaining FROM wallet WHERE workspace_id = $1 AND credit_type = 'ai'",
    [WORKSPACE],
  );
  return rows[0]?.remaining ?? 0n;
}

/** An engine, and what it sends on its lane's connection. */
function watchedEngine(): { engine: Engine; statements: string[] } {
  const statements: string[] = [];
  const connect = database.pool.connect.bind(database.pool);
  const engine = createEngine(
    async () => {
      const client = await connect();
      const query = client.query.bind(client);
      const watched = (statement: pg.QueryConfig | string) => {
        statements.push((typeof statement === "string" ? statement : statement.text).slice(0, 17));
        return query(statement);
      };
      const release = client.release.bind(client);
      return Object.assign(client, { query: watched, release: () => release(true) });
    },
    { byWorkspace: false },
  );
  return { engine, statements };
}

test("after a unit that changes its settings a workspace is read again, so that the next flush need not be decided twice", async () => {
  const { engine, statements } = watchedEngine();
  await engine.post(grantOf("one"));
  await engine.postTogether([grantOf("two")], {
    after: async (sql) => {
      await sql("UPDATE workspace SET time_zone = 'Europe/Paris' WHERE id = $1", [WORKSPACE]);
    },
  });
  statements.splice(0);
  await engine.post(grantOf("three"));
  expect(statements).toEqual(["SELECT post_batch"]);
  await engine.close();
});

test("what was posted carefully is remembered, so that the next flush reads nothing", async () => {
  const { engine, statements } = watchedEngine();
  const other = createEngine(() => database.pool.connect(), { byWorkspace: false });
  await engine.post(grantOf("mine"));
  await other.post(grantOf("another's"));
  for (let nth = 0; nth < 20; nth += 1) await engine.post(grantOf(`careful ${nth}`));
  expect(statements).toContain("BEGIN");
  statements.splice(0);
  const read = vi.spyOn(database.pool, "connect");
  await engine.post(grantOf("remembered"));
  expect(statements).toEqual(["SELECT post_batch"]);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
  await Promise.all([engine.close(), other.close()]);
});

test("what was being read when its items were undone is not put over what they left", async () => {
  const id = "beside";
  const terms = { id, name: "Beside", timeZone: "Europe/Berlin", currency: "EUR" };
  await openWorkspace({ kind: "platform", keyId: null }, terms, NOW);
  const { engine, statements } = watchedEngine();
  const other = createEngine(() => database.pool.connect(), { byWorkspace: false });
  await engine.post(grantOf("known"));
  await other.post(grantOf("changed"));
  const [isRead, mayEnd, hasEnded] = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const connect = database.pool.connect.bind(database.pool);
  const slow = vi.spyOn(database.pool, "connect").mockImplementationOnce(async () => {
    const client = await connect();
    const query = client.query.bind(client);
    const held = async (statement: pg.QueryConfig | string) => {
      const isEnd = (typeof statement === "string" ? statement : statement.text) === "COMMIT";
      if (isEnd) isRead?.resolve();
      if (isEnd) await mayEnd?.promise;
      return query(statement);
    };
    const release = client.release.bind(client);
    const released = () => {
      release(true);
      hasEnded?.resolve();
    };
    return Object.assign(client, { query: held, release: released });
  });
  const undone = engine.post({ ...grantOf("undone"), workspaceId: id });
  await isRead?.promise;
  await engine.post(grantOf("stale"));
  expect((await undone).result.ok).toBe(true);
  for (let nth = 0; nth < 20; nth += 1) await engine.post(grantOf(`careful again ${nth}`));
  mayEnd?.resolve();
  await hasEnded?.promise;
  await nextTurn();
  slow.mockRestore();
  statements.splice(0);
  await engine.post({ ...grantOf("after"), workspaceId: id });
  expect(statements).toEqual(["SELECT post_batch"]);
  await Promise.all([engine.close(), other.close()]);
});
