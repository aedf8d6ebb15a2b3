// Background jobs: graphile-worker over our own PostgreSQL. A job added in a transaction runs only if that commits.
import { Logger, run } from "graphile-worker";
import pg from "pg";
import { env } from "#lib/env.ts";
import { baseLogger } from "#lib/log/logger.ts";
import { crontab, tasks } from "./tasks.ts";

const CONCURRENCY = 2;
const POLL_MS = 2_000;
const CONNECTIONS = 4;

/** Starts taking jobs. The returned function stops after the jobs under way. */
export async function startWorker(): Promise<() => Promise<void>> {
  const pool = openPool();
  const runner = await run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    // The composition root decides when to stop.
    noHandleSignals: true,
    taskList: tasks,
    crontab,
    logger: new Logger(() => (level, message, meta) => report(level, message, meta)),
  });
  return async () => {
    await runner.stop();
    await pool.end();
  };
}

/** Connections of its own: one listens for new jobs all the time, and jobs must not wait behind requests. */
function openPool(): pg.Pool {
  const pool = new pg.Pool({ connectionString: env().databaseUrl, max: CONNECTIONS });
  // A connection lost to a restarting database must not end the process: the runner connects again.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Failures as they are; everything else only for those who debug. A job's payload stays out of the log. */
function report(level: string, message: string, meta: Record<string, unknown> = {}): void {
  if (level === "error") baseLogger().error({ err: meta.error }, message);
  else if (level === "warning") baseLogger().warn(message);
  else baseLogger().debug(message);
}
