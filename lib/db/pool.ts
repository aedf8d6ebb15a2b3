import pg from "pg";
import { env } from "#lib/env.ts";

const { builtins, getTypeParser } = pg.types;
const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/** int8 as bigint (credits never pass through a float), date as "YYYY-MM-DD" (a calendar day has no zone). */
const types: pg.CustomTypesConfig = {
  getTypeParser(id, format) {
    if (format !== "binary") {
      if (id === builtins.INT8) return BigInt;
      if (id === builtins.DATE) return String;
    }
    return getTypeParser(id, format);
  },
};

/** A pool of its own, for tests and scripts; everything else shares `pool()`. */
function createPool(connectionString: string, max = MAX_CONNECTIONS): pg.Pool {
  const connecting = { connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  // Statements sent one after another on one connection do not wait for each other's answers on the way.
  const created = new pg.Pool({ ...connecting, types, max, pipeline: true });
  // An idle connection lost to a restarting database must not end the process: the next query connects again.
  created.on("error", () => undefined);
  created.on("connect", (client) => client.on("error", () => undefined));
  return created;
}

const holder = globalThis as typeof globalThis & { headroomPool?: pg.Pool };

/** The one pool of this process. */
export function pool(): pg.Pool {
  holder.headroomPool ??= createPool(requireDatabaseUrl());
  return holder.headroomPool;
}

/** Ends the shared pool; a later `pool()` opens a new one. */
export async function closePool(): Promise<void> {
  const open = holder.headroomPool;
  delete holder.headroomPool;
  await open?.end();
}

function requireDatabaseUrl(): string {
  const { databaseUrl } = env();
  if (databaseUrl === undefined) {
    throw new Error(
      "No database is running yet. Use npm start, or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  return databaseUrl;
}
