import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "#lib/db/pool.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, engine } from "../engine.ts";
import { checkModel } from "./check-model.ts";
import { engineLedger, preparePartitions } from "./engine-ledger.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await preparePartitions();
});
afterAll(() => database.close());

// Other sequences every time: a report names the seed of the one that failed.
test("a million random operations do to the ledger what they do to the model", async () => {
  const ledger = engineLedger([
    engine(),
    createEngine(() => pool().connect(), { byWorkspace: false, enough: 1 }),
  ]);
  const seed = Date.now() % 1_000_000_000;
  await expect(checkModel(ledger, { seed, steps: 1_000_000 })).resolves.toBeUndefined();
});
