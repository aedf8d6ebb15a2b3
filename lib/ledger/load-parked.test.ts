import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine } from "./engine.ts";
import { loadParked } from "./load-parked.ts";
import { StateCache } from "./state-cache.ts";
import {
  bareWorkspace,
  codeOf,
  debitOf,
  grantOf,
  holdOf,
  later,
  NOW,
  releaseOf,
  SECOND,
  voidOf,
} from "./test-items.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a workspace that is forgotten while others are read is not taken for one that does not exist", async () => {
  const id = await bareWorkspace();
  const cache = new StateCache(10);
  const parked = [{ id, items: [debitOf(id, 1)] }];
  for (const state of (await loadParked(parked, cache, 1_000)).fresh) cache.put(state);
  const get = cache.get.bind(cache);
  vi.spyOn(cache, "get").mockImplementation((asked) => {
    const state = get(asked);
    cache.forget(asked);
    return state;
  });
  expect((await loadParked(parked, cache, 1_000)).unknown).toEqual(new Set());
});

test("of a workspace that is remembered only its holds are looked for, once a minute", async () => {
  const id = await bareWorkspace();
  const cache = new StateCache(10);
  const parked = (now: Date) => [{ id, items: [debitOf(id, 1, { now })] }];
  for (const state of (await loadParked(parked(NOW), cache, 1_000)).fresh) cache.put(state);
  const asked = vi.spyOn(pg.Client.prototype, "query");
  try {
    await loadParked(parked(later(61 * SECOND)), cache, 1_000);
    const statements = asked.mock.calls.map(([statement]) => statement);
    expect(statements).toMatchObject([
      { text: expect.stringMatching(/^BEGIN/) },
      { text: expect.stringContaining("JOIN hold") },
      { text: "COMMIT" },
    ]);
  } finally {
    asked.mockRestore();
  }
});

test("the engine waits for ever for no statement of its own", async () => {
  const id = await bareWorkspace();
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  const asked = vi.spyOn(pg.Client.prototype, "query");
  try {
    await engine.post(grantOf(id, 10));
    await engine.postTogether([debitOf(id, 1)], {});
    const statements = asked.mock.calls.map(([statement]) => statement);
    expect(statements.length).toBeGreaterThan(10);
    for (const statement of statements)
      expect(statement).toMatchObject({ query_timeout: expect.any(Number) });
  } finally {
    asked.mockRestore();
    await engine.close();
  }
});

test("more unknown holds and grants than are remembered are asked for at once", {
  timeout: 20_000,
}, async () => {
  const id = await bareWorkspace();
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  const releases = Array.from({ length: 1_500 }, () => engine.post(releaseOf(holdOf(id, 1))));
  const voids = Array.from({ length: 1_500 }, () => engine.post(voidOf(grantOf(id, 1))));
  const codes = (await Promise.all([...releases, ...voids])).map(codeOf);
  expect(new Set(codes)).toEqual(new Set(["not_found"]));
  await engine.close();
});
