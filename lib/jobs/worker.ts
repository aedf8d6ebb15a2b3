// Background jobs: graphile-worker over our own PostgreSQL. A job added in a transaction runs only if that commits.
import { Logger, run } from "graphile-worker";
import { env } from "#lib/env.ts";
import { baseLogger } from "#lib/log/logger.ts";
import { crontab, tasks } from "./tasks.ts";

const CONCURRENCY = 2;
const POLL_MS = 2_000;
const CONNECTIONS = 4;

/** Starts taking jobs. The returned function stops after the jobs under way. */
export async function startWorker(): Promise<() => Promise<void>> {
  const runner = await run({
    connectionString: env().databaseUrl,
    maxPoolSize: CONNECTIONS,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    // The composition root decides when to stop.
    noHandleSignals: true,
    taskList: tasks,
    crontab,
    logger: new Logger(() => (level, message, meta) => {
      const name = level === "warning" ? "warn" : level;
      baseLogger()[name]({ job: meta }, message);
    }),
  });
  return () => runner.stop();
}
