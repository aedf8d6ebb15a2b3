// What the API does over HTTP: the server in a process of its own, a load generator in another, both beside PostgreSQL.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pool } from "#lib/db/pool.ts";
import { env } from "#lib/env.ts";
import { type ServerProcess, startServerProcess } from "../scripts/server-process.ts";
import { type LoadKind, type LoadOrder, type LoadReport, loadWorkspace } from "./http-load.ts";
import { onFreshDatabase } from "./ledger.ts";
import { report } from "./report.ts";
import { inRounds, type Measurement } from "./rounds.ts";

const KEY = "hrp_bench_0123456789abcdefghijkl";
const SECONDS = 5;
const OPENERS = 16;
const GENERATOR = join(import.meta.dirname, "http-load.ts");

const LOADS: readonly { kind: LoadKind; connections: number }[] = [
  { kind: "check", connections: 64 },
  { kind: "debits", connections: 64 },
  // A thousand debits each, so a few connections are as many debits at once as anybody has.
  { kind: "batch", connections: 8 },
];

/** `serverMicros`: CPU time of the server process, warming up included, a debit or check. It tells where the time goes. */
type Figures = { serverMicros: number } & LoadReport;
type Row = Measurement<{ workspaces: number }, Figures>;

/** Opens what is missing, each with more credits than a run can spend. */
async function openWorkspaces({ url }: ServerProcess, count: number): Promise<void> {
  const terms = { name: "Load", timeZone: "Europe/Berlin", currency: "EUR" };
  const grant = { creditType: "automation", amount: "1000000000", source: "promo", reason: "bench" };
  let next = 0;
  const opener = async () => {
    for (let index = next++; index < count; index = next++) {
      const id = loadWorkspace(index);
      await send(url, "PUT", `/workspaces/${id}`, terms, `open-${id}`);
      await send(url, "POST", `/workspaces/${id}/grants`, grant, `grant-${id}`);
    }
  };
  await Promise.all(Array.from({ length: OPENERS }, opener));
}

async function send(url: string, method: string, path: string, body: unknown, key: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${KEY}`,
      "Content-Type": "application/json",
      "Idempotency-Key": key,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
}

async function servedLoads({ url }: ServerProcess) {
  const { paths } = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  return LOADS.filter(({ kind }) => Object.keys(paths).some((path) => path.endsWith(`/${kind}`)));
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [GENERATOR, JSON.stringify(order)]);
  const report: LoadReport = JSON.parse(stdout);
  return report;
}

async function countEvents(): Promise<number> {
  const { rows } = await pool().query<{ events: number }>("SELECT count(*)::int AS events FROM usage_event");
  return rows[0]?.events ?? 0;
}

const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, in microseconds. Fields 14 and 15 of /proc/<pid>/stat are user and system time in ticks. */
function cpuMicrosOf(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000_000;
}

/** What the generator counted must be in the database. */
async function measure(order: LoadOrder, { pid }: ServerProcess): Promise<Figures> {
  const before = await countEvents();
  const cpuBefore = cpuMicrosOf(pid);
  const report = await load(order);
  const cpu = cpuMicrosOf(pid) - cpuBefore;
  const written = (await countEvents()) - before;
  const { kind, answered, errors, firstError } = report;
  if (errors > 0) throw new Error(`${errors} of the answers to ${kind} were wrong, the first: ${firstError}`);
  if (kind !== "check" && written !== answered) {
    throw new Error(`${kind}: ${answered} debits were acknowledged and ${written} are there`);
  }
  return { ...report, serverMicros: Math.round(cpu / answered) };
}

async function main() {
  const { databaseUrl = "", dataDir } = env();
  // A profiler's flags, when somebody wants to know where the time goes: BENCH_SERVER_FLAGS="--cpu-prof --cpu-prof-dir=/tmp".
  const nodeFlags = (process.env.BENCH_SERVER_FLAGS ?? "").split(" ").filter((flag) => flag !== "");
  const server = await startServerProcess({ databaseUrl, dataDir, platformKey: KEY, nodeFlags });
  const rows: Row[] = [];
  try {
    const loads = await servedLoads(server);
    for (const workspaces of [1, 1_000]) {
      await openWorkspaces(server, workspaces);
      for (const { kind, connections } of loads) {
        const order = { url: server.url, key: KEY, kind, connections, seconds: SECONDS, workspaces };
        rows.push({ name: { workspaces }, measure: () => measure(order, server) });
      }
    }
    return await inRounds(rows);
  } finally {
    await server.stop();
  }
}

const rows = await onFreshDatabase(main);
report(
  "http",
  rows.map(({ errors, firstError, ...row }) => row),
);
