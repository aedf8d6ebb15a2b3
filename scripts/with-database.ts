import { closePrisma } from "#lib/db/client.ts";
import { startEmbedded } from "#lib/db/embedded.ts";
import { closePool } from "#lib/db/pool.ts";
import { env, provideEnv } from "#lib/env.ts";

// What is under way is rolled back, and an embedded database that nobody else uses goes with the process.
const leave = () => process.exit(130);

/** Runs `work` with `pool()` and `prisma()` connected: to DATABASE_URL, or to the embedded database, joined when it is running. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const embedded = env().databaseUrl === undefined ? await startEmbedded(env().dataDir) : undefined;
  if (embedded) provideEnv({ DATABASE_URL: embedded.url });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, leave);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.removeListener(signal, leave);
    await closePrisma();
    await closePool();
    await embedded?.stop();
  }
}
