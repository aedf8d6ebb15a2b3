import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { createEngine, type Engine, engine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  codeOf,
  debitOf,
  expectRightBooks,
  grantOf,
  walletOf,
} from "./test-items.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const engineBy = (byWorkspace: boolean) => createEngine(() => database.pool.connect(), { byWorkspace });

/**
 * Spends 20 times in each of six workspaces, all at once. Returns in how many workspaces each transaction posted.
 * @param isSurprised whether others posted there meanwhile, so that it is posted carefully
 */
async function workspacesATransaction(engine: Engine, isSurprised = false): Promise<number[]> {
  const other = engineBy(true);
  const ids = await Promise.all(Array.from({ length: 6 }, () => bareWorkspace()));
  for (const id of ids) answerTo(await engine.post(grantOf(id, 25)), "grant");
  if (isSurprised) for (const id of ids) answerTo(await other.post(grantOf(id, 1)), "grant");
  if (isSurprised) for (const id of ids) answerTo(await other.post(debitOf(id, 1)), "debit");
  const items = Array.from({ length: 20 * ids.length }, (_, nth) => debitOf(ids[nth % ids.length] ?? "", 1));
  const outcomes = await Promise.all(items.map((item) => engine.post(item)));
  expect(outcomes.map(codeOf)).toEqual(items.map(() => "ok"));
  await Promise.all([engine.close(), other.close()]);
  expect(await Promise.all(ids.map((id) => walletOf(id)))).toEqual(ids.map(() => [5, 0]));
  const { rows } = await database.pool.query<{ workspaces: number }>(
    "SELECT count(DISTINCT workspace_id)::int AS workspaces FROM posting WHERE workspace_id = ANY ($1) GROUP BY xmin::text",
    [ids],
  );
  return rows.map(({ workspaces }) => workspaces);
}

test.each([
  ["", false],
  [", also when it is posted carefully", true],
])(
  "where workspaces live on several machines, a transaction is of one workspace%s",
  async (_, isSurprised) => {
    const counts = await workspacesATransaction(engineBy(true), isSurprised);
    expect(counts).toEqual(counts.map(() => 1));
    await expectRightBooks();
  },
);

test.each([
  ["1", true],
  ["0", false],
])(
  "HEADROOM_GROUP_BY_WORKSPACE=%s says which of the two the engine of a process does",
  async (value, isGrouped) => {
    provideEnv({ HEADROOM_GROUP_BY_WORKSPACE: value });
    // It is made when it is first asked for, one for each pool.
    await database.close();
    database = await createTestDatabase();
    try {
      const counts = await workspacesATransaction(engine());
      expect(counts.every((count) => count === 1)).toBe(isGrouped);
    } finally {
      provideEnv({ HEADROOM_GROUP_BY_WORKSPACE: undefined });
    }
  },
);

test("elsewhere those that arrive together share one", async () => {
  expect(Math.max(...(await workspacesATransaction(engineBy(false))))).toBeGreaterThan(1);
  await expectRightBooks();
});
