import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { lockHead, release } from "#lib/ledger/test-locks.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const KEY = "hrp_stop_0123456789abcdefghijkl";

const dataDir = mkdtempSync(join(tmpdir(), "headroom-stop-"));
let database: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({ databaseUrl: database.url, dataDir, platformKey: KEY });
});
afterAll(async () => {
  await server.kill();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

function send(method: string, path: string, key: string, body: object): Promise<Response> {
  return fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(body),
  });
}

/** Items that the ledger took and did not answer yet. */
async function queueSize(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^headroom_ledger_queue\{state="waiting"\} (\d+)$/m.exec(text)?.[1]);
}

test("SIGTERM lets in nobody new, and what has begun is answered, and there, before the server ends", async () => {
  const terms = { name: "Acme", timeZone: "Europe/Berlin", currency: "EUR" };
  const grant = { creditType: "automation", amount: "10", source: "promo", reason: "test" };
  expect((await send("PUT", "/workspaces/acme", "open", terms)).status).toBe(201);
  expect((await send("POST", "/workspaces/acme/grants", "grant", grant)).status).toBe(201);
  const locker = await lockHead("acme");
  const lines = [{ feature: "automation.record", quantity: 1 }];
  const debits = Array.from({ length: 8 }, (_, nth) =>
    send("POST", "/workspaces/acme/debits", `debit ${nth}`, { lines }),
  );
  await expect.poll(queueSize).toBe(debits.length);
  const stopped = server.stop();
  const answers = Promise.all(debits);
  try {
    await expect
      .poll(() =>
        fetch(`${server.url}/healthz`).then(
          ({ status }) => status,
          () => "refused",
        ),
      )
      .toBe("refused");
  } finally {
    await release(locker);
  }
  expect((await answers).map(({ status }) => status)).toEqual(debits.map(() => 201));
  expect(await stopped).toBe(0);
  const { rows } = await database.pool.query("SELECT count(*)::int AS debits FROM usage_event");
  expect(rows).toEqual([{ debits: debits.length }]);
});
