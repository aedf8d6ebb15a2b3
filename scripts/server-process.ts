// The server as a process of its own, the way an operator runs it, for tests that kill it and for benchmarks.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { drain, listen } from "#lib/web/connections.ts";
import { ROOT } from "./steps.ts";

const HOST = "127.0.0.1";
const POLL_MS = 20;
const PATIENCE_MS = 30_000;

export type ServerOptions = {
  databaseUrl: string;
  dataDir: string;
  platformKey: string;
  /** 0 or left out: a free one. */
  port?: number;
  /** Flags for Node, such as a profiler's. */
  nodeFlags?: readonly string[];
};

export type ServerProcess = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** False when it ended, also by itself. */
  isRunning(): boolean;
  /** `kill -9`: nothing of it is finished, nobody is told. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has drained and ended, with its exit code. */
  stop(): Promise<number | null>;
};

/** Starts `server.ts` with the API alone and waits until it is ready. Rejects with what it said when it ends before. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const port = options.port || (await freePort());
  const child = spawn(process.execPath, [...(options.nodeFlags ?? []), join(ROOT, "server.ts")], {
    cwd: ROOT,
    env: settings(options, port),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Whoever started it does not leave it behind.
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const gone = once(child, "exit").then(() => process.removeListener("exit", endWithUs));
  const url = `http://${HOST}:${port}`;
  await becomesReady(child, url);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  return {
    url,
    port,
    pid: child.pid ?? 0,
    isRunning: () => isRunning(child),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}

function settings({ databaseUrl, dataDir, platformKey }: ServerOptions, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    HEADROOM_DATA_DIR: dataDir,
    HEADROOM_ROLES: "api",
    HEADROOM_DEMO: "0",
    HEADROOM_HOST: HOST,
    PORT: String(port),
    // The address that answers name; that of people, and the same for every process of one installation.
    NEXTAUTH_URL: "http://localhost",
    PLATFORM_API_KEY: platformKey,
    // What is measured is the server, not its patience.
    HEADROOM_RATE_PLATFORM: "0",
    // Nothing is bought here, so no sandbox of Stripe is wanted.
    STRIPE_SECRET_KEY: "sk_test_unused",
    LOG_LEVEL: "warn",
  };
}

async function becomesReady(child: ChildProcess, url: string): Promise<void> {
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
    });
  }
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (isRunning(child) && performance.now() < giveUpAt) {
    if (await isReady(url)) return;
    await delay(POLL_MS);
  }
  child.kill("SIGKILL");
  throw new Error(`The server at ${url} did not become ready:\n${said}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { headers: { Connection: "close" } });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, 0, HOST);
  await drain(probe);
  return port;
}
