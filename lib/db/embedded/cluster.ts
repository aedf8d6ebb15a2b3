// One PostgreSQL cluster on this machine: started, found running, stopped.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { livingProcess } from "./living-process.ts";
import type { Place } from "./place.ts";
import { ClusterError, exitOf, spawnOptions, tail, WAY_OUT } from "./programs.ts";

const POLL_MS = 30;
const STOP_PATIENCE_MS = 60_000;
const LAUNCH_ATTEMPTS = 5;

/** A running server: its process id and port as its own postmaster.pid tells them. */
export interface Running {
  readonly pid: number;
  readonly port: number;
  /** Present when this process started it; then it is this process that must reap it. */
  readonly child: ChildProcess | undefined;
}

/**
 * Starts the server on `port`, or a free one, of 127.0.0.1 and waits until it accepts connections.
 */
export async function launchCluster(
  place: Place,
  logFile: string,
  settings: Readonly<Record<string, string>>,
  port?: number,
): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    const child = spawnServer(place, chosen, logFile, settings);
    const running = await becomesReady(child, place.data, chosen);
    if (running) return running;
    const log = readLog(logFile);
    // Two reasons pass by themselves: another program took the port first, and backends of a killed server still leave.
    const passing = /could not create any TCP\/IP sockets|pre-existing shared memory block/.test(log);
    if (!passing || attempt === LAUNCH_ATTEMPTS) {
      throw new ClusterError(`PostgreSQL did not start from ${place.data}:\n${tail(log)}\n${WAY_OUT}`);
    }
    await delay(attempt * 500);
  }
}

function spawnServer(
  place: Place,
  port: number,
  logFile: string,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const all = { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(port), ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(logFile, "w", 0o600);
  try {
    // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop the database after the last query.
    return spawn(join(place.programs, "bin", "postgres"), ["-D", place.data, ...flags], {
      ...spawnOptions(place),
      detached: true,
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
}

async function becomesReady(child: ChildProcess, data: string, port: number): Promise<Running | undefined> {
  let ended = false;
  const exit = exitOf(child).then(() => {
    ended = true;
  });
  child.unref();
  while (!ended) {
    const state = readPostmaster(data);
    if (state?.ready && state.pid === child.pid) return { pid: state.pid, port, child };
    await Promise.race([exit, delay(POLL_MS)]);
  }
  return undefined;
}

/** Finds the server that already runs on this data, waiting while it starts up; removes what a dead one left. */
export async function findRunning(data: string): Promise<Running | undefined> {
  for (;;) {
    const state = readPostmaster(data);
    if (state === undefined) return undefined;
    if (!isPostgres(state.pid)) {
      // The machine went down, or the id now belongs to another program: PostgreSQL would refuse to start beside it.
      rmSync(join(data, "postmaster.pid"), { force: true });
      return undefined;
    }
    if (state.ready) return { pid: state.pid, port: state.port, child: undefined };
    await delay(POLL_MS);
  }
}

/** Stops the server and waits until it is gone. */
export async function stopRunning({ pid, child }: Running): Promise<void> {
  const life = livingProcess(pid);
  if (life === undefined) return;
  const gone = child ? exitOf(child) : goneAfter(pid, life);
  signal(pid, "SIGINT");
  const patience = new AbortController();
  const tooLong = delay(STOP_PATIENCE_MS, "too long", { signal: patience.signal, ref: true }).catch(
    () => "stopped",
  );
  if ((await Promise.race([gone, tooLong])) === "too long") {
    signal(pid, "SIGQUIT");
    await gone;
  }
  patience.abort();
}

function signal(pid: number, name: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself a moment ago.
  }
}

async function goneAfter(pid: number, life: string): Promise<void> {
  while (livingProcess(pid) === life) await delay(POLL_MS);
}

/** Lines of postmaster.pid: 1 process id, 4 port, 8 status (PostgreSQL's src/include/utils/pidfile.h). */
function readPostmaster(data: string): { pid: number; port: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

function isPostgres(pid: number): boolean {
  if (livingProcess(pid) === undefined) return false;
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new ClusterError("No free port on 127.0.0.1.");
  return address.port;
}

function readLog(logFile: string): string {
  try {
    return readFileSync(logFile, "utf8");
  } catch {
    return "";
  }
}
