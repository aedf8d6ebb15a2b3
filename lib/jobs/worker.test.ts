import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { startWorker } from "./worker.ts";

let database: TestDatabase;
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  provideLogger(createLogger("info", { write: (line) => void lines.push(line) }));
});
afterAll(() => database.close());

const waiting = async () => {
  const { rows } = await database.pool.query(
    "SELECT task_identifier AS name, attempts FROM graphile_worker.jobs",
  );
  return rows;
};

it("a job added in a transaction runs when that commits, and never when it does not", async () => {
  const stop = await startWorker();
  const client = await database.pool.connect();
  await client.query("BEGIN");
  await client.query("SELECT graphile_worker.add_job('no_such_task')");
  await client.query("ROLLBACK");
  await client.query("BEGIN");
  await client.query("SELECT graphile_worker.add_job('ensure_partitions')");
  await client.query("COMMIT");
  client.release();
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([]);
  await stop();
  expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

it("a worker that has stopped leaves jobs for the next one", async () => {
  await database.pool.query("SELECT graphile_worker.add_job('ensure_partitions')");
  expect(await waiting()).toEqual([{ name: "ensure_partitions", attempts: 0 }]);
  const stop = await startWorker();
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([]);
  await stop();
});
