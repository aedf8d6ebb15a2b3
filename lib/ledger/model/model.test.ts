import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { engine } from "../engine.ts";
import { checkModel } from "./check-model.ts";
import { engineLedger, preparePartitions } from "./engine-ledger.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await preparePartitions();
});
afterAll(() => database.close());

test("20,000 random operations do to the ledger what they do to the model", {
  timeout: 300_000,
}, async () => {
  const ledger = engineLedger([engine()]);
  await expect(checkModel(ledger, { seed: 1, steps: 20_000 })).resolves.toBeUndefined();
});
