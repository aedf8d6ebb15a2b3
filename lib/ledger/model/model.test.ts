import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "#lib/db/pool.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, engine } from "../engine.ts";
import { checkModel } from "./check-model.ts";
import { engineLedger, preparePartitions } from "./engine-ledger.ts";
import { operations } from "./operations.ts";
import { runSteps } from "./run-model.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await preparePartitions();
});
afterAll(() => database.close());

test("20,000 random operations do to the ledger what they do to the model", {
  timeout: 300_000,
}, async () => {
  const ledger = engineLedger([
    engine(),
    createEngine(() => pool().connect(), { byWorkspace: false, enough: 1 }),
  ]);
  await expect(checkModel(ledger, { seed: 1, steps: 20_000 })).resolves.toBeUndefined();
});

// A grant that was too much, was asked for again when there was room, and then once more.
test("a key that nothing was kept under is free for the same request", async () => {
  const ledger = engineLedger([engine()]);
  expect(await runSteps(ledger, operations(600_000_083, 2_500).slice(0, 650))).toBeNull();
});
