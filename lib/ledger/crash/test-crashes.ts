// For tests: a server and a database of one's own under load, killed in turns.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { closePrisma } from "#lib/db/client.ts";
import { removeEmbedded, startEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closePool } from "#lib/db/pool.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { provideEnv } from "#lib/env.ts";
import { seededRandom } from "#prisma/seed/random.ts";
import { type ServerProcess, startServerProcess } from "#scripts/server-process.ts";
import { verifyLedger } from "../verify.ts";
import { type Offers, offersOf } from "./test-asks.ts";
import { askAllAgain, type Load, openWorkspaces, startCallers } from "./test-callers.ts";
import { judge } from "./test-judge.ts";
import { CallersRecord } from "./test-record.ts";
import { LONGEST_MS, openWire } from "./test-wire.ts";

const KEY = "hrp_crash_0123456789abcdefghijkl";
const CALLERS = 16;
const POLL_MS = 20;
const SILENCE_MS = 60_000;

export type CrashReport = {
  seed: number;
  offers: Offers;
  record: CallersRecord;
  kills: { server: number; database: number };
  /** What the callers were told and the rows deny, or the other way round. */
  wrong: string[];
  /** What `verifyLedger` finds. */
  differences: unknown[];
};

/**
 * Sixteen callers spend while the server and the database are killed with -9, in turns, `cycles` times. After each kill the
 * callers go on until answers have come again. Then every request is settled and asked once more, and all is judged.
 */
export async function crashUnderLoad(cycles: number, seed: number): Promise<CrashReport> {
  // The database is a child of this process, which reaps it; it looks after it, too, and starts it again.
  const dataDir = join(mkdtempSync(join(tmpdir(), "headroom-crash-")), "data");
  const database = await startEmbedded(dataDir);
  const record = new CallersRecord();
  const wire = openWire(KEY);
  let server: ServerProcess | undefined;
  try {
    await migrate(database.url);
    const options = { databaseUrl: database.url, dataDir, platformKey: KEY };
    server = await startServerProcess(options);
    const { url, port } = server;
    const offers = await offersOf(url, wire);
    const load: Load = { record, wire, urls: () => [url], offers };
    await openWorkspaces(load);
    const callers = startCallers(load, CALLERS, seed);
    const random = seededRandom(seed);
    const kills = { server: 0, database: 0 };
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      await answersCome(record, random.int(40, 160));
      // So that a kill does not always follow an answer.
      await delay(random.int(0, 20));
      if (cycle % 2 === 0) {
        await server.kill();
        server = await startServerProcess({ ...options, port });
        kills.server += 1;
      } else {
        await killDatabase(dataDir);
        kills.database += 1;
      }
    }
    await answersCome(record, 100);
    await callers.stop();
    await askAllAgain(load, CALLERS);
    provideEnv({ DATABASE_URL: database.url });
    const differences = await inTransaction((sql) => verifyLedger(sql, null));
    const wrong = await judge(record.entries, database.url);
    return { seed, offers, record, kills, wrong, differences };
  } finally {
    record.close();
    wire.close();
    await server?.stop();
    await closePrisma();
    await closePool();
    await database.stop();
    removeEmbedded(dataDir);
    rmSync(join(dataDir, ".."), { recursive: true, force: true });
  }
}

async function answersCome(record: CallersRecord, count: number): Promise<void> {
  const patience = new AbortController();
  const silence = delay(SILENCE_MS, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`No ${count} answers in ${SILENCE_MS} ms: ${JSON.stringify(record.counts)}`);
  });
  silence.catch(() => undefined);
  await Promise.race([record.settledMore(count), silence]).finally(() => patience.abort());
}

/** Resolves when it has been started again; then the server, which nobody touches, must find back to it. */
async function killDatabase(dataDir: string): Promise<void> {
  const killed = postmaster(dataDir).pid;
  process.kill(killed, "SIGKILL");
  const giveUpAt = performance.now() + SILENCE_MS;
  for (let now = postmaster(dataDir); now.pid === killed || !now.ready; now = postmaster(dataDir)) {
    if (performance.now() > giveUpAt) throw new Error("The database did not come back");
    await delay(POLL_MS);
  }
}

/** The first line of postmaster.pid is the process id, the eighth the status; the file is away between two lives. */
function postmaster(dataDir: string): { pid: number; ready: boolean } {
  const file = join(dataDir, "postgres", "postmaster.pid");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === "ready" };
}

/** The verdict, and that the crashes were ones: requests were cut off, others refused for the time being. */
export function expectNothingLost(report: CrashReport, cycles: number): void {
  const { seed, record, kills, wrong, differences, offers } = report;
  const { complaints, counts } = record;
  const nothing = { seed, wrong: [], complaints: [], differences: [] };
  expect({ seed, wrong, complaints, differences }).toEqual(nothing);
  expect(kills).toEqual({ server: cycles / 2, database: cycles / 2 });
  expect(record.slowestMs).toBeLessThan(LONGEST_MS);
  const seen = (what: string) => expect(counts[what], what).toBeGreaterThan(0);
  for (const what of ["lost ECONNRESET", "503", "debit 402", "grant 201"]) seen(what);
  for (const what of offers.hold ? ["hold 201", "capture 201", "release 200"] : []) seen(what);
  for (const what of offers.batch ? ["batch 200"] : []) seen(what);
  expect(counts["debit 201"]).toBeGreaterThan(cycles * 20);
}
