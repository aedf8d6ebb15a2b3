import { closePrisma } from "#lib/db/client.ts";
import { startEmbedded } from "#lib/db/embedded.ts";
import { closePool } from "#lib/db/pool.ts";
import { env, provideEnv } from "#lib/env.ts";

/** Runs `work` with `pool()` and `prisma()` connected: to DATABASE_URL, or to the embedded database, joined when it is running. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const embedded = env().databaseUrl === undefined ? await startEmbedded(env().dataDir) : undefined;
  if (embedded) provideEnv({ DATABASE_URL: embedded.url });
  try {
    return await work();
  } finally {
    await closePrisma();
    await closePool();
    await embedded?.stop();
  }
}
