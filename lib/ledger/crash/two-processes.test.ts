import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { seededRandom } from "#prisma/seed/random.ts";
import { type ServerProcess, startServerProcess } from "#scripts/server-process.ts";
import { verifyLedger } from "../verify.ts";
import { offersOf } from "./test-asks.ts";
import { type Load, openWorkspaces, startCallers } from "./test-callers.ts";
import { judge } from "./test-judge.ts";
import { CallersRecord } from "./test-record.ts";
import { openWire } from "./test-wire.ts";

const KEY = "hrp_two_0123456789abcdefghijklmn";
const CALLERS = 24;
const REQUESTS = 1_500;
/** Out of 100 requests so many go to both servers at once, under one key. */
const BOTH_PERCENT = 25;

const dataDir = mkdtempSync(join(tmpdir(), "headroom-two-"));
const wire = openWire(KEY);
let database: TestDatabase;
let servers: ServerProcess[];

beforeAll(async () => {
  database = await createTestDatabase();
  const options = { databaseUrl: database.url, dataDir, platformKey: KEY };
  servers = await Promise.all([startServerProcess(options), startServerProcess(options)]);
});
afterAll(async () => {
  wire.close();
  await Promise.all(servers.map((server) => server.stop()));
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test("two servers on one database spend exactly, and a key sent to both has one effect and one answer", async () => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  const urls = servers.map(({ url }) => url);
  const record = new CallersRecord();
  const load: Load = {
    record,
    wire,
    urls: () => (random.chance(BOTH_PERCENT) ? urls : [urls[random.int(0, 1)] ?? ""]),
    offers: await offersOf(urls[0] ?? "", wire),
  };
  await openWorkspaces(load);
  const enough = record.settledMore(REQUESTS);
  const callers = startCallers(load, CALLERS, seed);
  await enough;
  await callers.stop();
  expect(record.complaints, `seed ${seed}`).toEqual([]);
  expect(await judge(record.entries, database.url), `seed ${seed}`).toEqual([]);
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
  // No caller saw a failure or had to ask again, and both servers had their share of both kinds of answers.
  const kinds = Object.keys(record.counts);
  expect(kinds.filter((kind) => /^(5|lost)|had happened/.test(kind))).toEqual([]);
  expect(kinds).toEqual(expect.arrayContaining(["debit 201", "debit 402", "debit 201 again"]));
}, 120_000);
