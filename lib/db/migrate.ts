// Applies prisma/migrations with Prisma's own engine, compiled to WebAssembly: it needs no download, and what it records in
// _prisma_migrations is what `prisma migrate deploy` would record.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { isDatabaseUnavailable } from "./unavailable.ts";

const MIGRATIONS = join(import.meta.dirname, "../../prisma/migrations");
// Any fixed number: it only has to be the same for every Headroom process that migrates.
const LOCK_KEY = 7_110_720_261n;
const CONNECT_TIMEOUT_MS = 10_000;
const OLDEST_SERVER = 150_000;

/**
 * Applies the migrations that are missing and returns their names, oldest first. Safe to call from several processes at
 * once: they take turns. Rejects when the server is older than PostgreSQL 15 or a migration fails; a failed migration
 * leaves nothing of itself behind.
 */
export async function migrate(url: string, directory: string = MIGRATIONS): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  guard.on("error", () => undefined);
  await guard.connect().catch((error: unknown) => {
    throw connectError(url, error);
  });
  try {
    await requireVersion(guard);
    // A lock of the transaction, not of the session: it also holds through PgBouncer, and ends with the connection.
    await guard.query("BEGIN");
    await guard.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
    return await applyMissing(url, directory);
  } finally {
    await guard.end();
  }
}

function connectError(url: string, error: unknown): Error {
  const { host } = new URL(url);
  const wayOut = isDatabaseUnavailable(error)
    ? "Start it, or correct DATABASE_URL."
    : "Correct DATABASE_URL.";
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`The database at ${host} cannot be used: ${reason}. ${wayOut}`, { cause: error });
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const version = Number(rows[0]?.server_version_num);
  if (version >= OLDEST_SERVER) return;
  throw new Error(
    `PostgreSQL ${Math.trunc(version / 10_000)} is too old. Headroom needs PostgreSQL 15 or newer.`,
  );
}

async function applyMissing(url: string, directory: string): Promise<string[]> {
  await loadEngine();
  const client = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined);
  const script = { failure: undefined };
  const factory = bindMigrationAwareSqlAdapterFactory(scriptsAsAWhole(new PrismaPg(client), script));
  try {
    const schemaEngine = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
    const history = {
      migrationsList: await readMigrations(directory),
      filters: { externalTables: [], externalEnums: [] },
    };
    await forgiveFailed(schemaEngine, history);
    return (await schemaEngine.applyMigrations(history)).appliedMigrationNames;
  } catch (error) {
    throw migrationError(error, script.failure);
  } finally {
    await client.end();
  }
}

/** What failed before was rolled back whole, so it may be tried again; the row of the failure stays as a record. */
async function forgiveFailed(
  schemaEngine: engine.SchemaEngine,
  history: engine.ApplyMigrationsInput,
): Promise<void> {
  const { failedMigrationNames } = await schemaEngine.diagnoseMigrationHistory({
    ...history,
    optInToShadowDatabase: false,
  });
  for (const migrationName of failedMigrationNames)
    await schemaEngine.markMigrationRolledBack({ migrationName });
}

function migrationError(error: unknown, failure: unknown): Error {
  const report = error instanceof Error ? error.message : String(error);
  const name = /migration_name="([^"]+)"/.exec(report)?.[1];
  if (name === undefined)
    return new Error(`The migrations could not be applied: ${report}`, { cause: error });
  const reason = failure instanceof Error ? failure.message : report;
  return new Error(`The migration ${name} failed and changed nothing: ${reason}`, {
    cause: failure ?? error,
  });
}

/**
 * Sends each migration to the server as one script. The adapter's own way splits it at every semicolon, also inside a
 * function's body; and one script is one transaction, so that a migration is applied whole or not at all. The server's
 * own words for a failure are kept in `script`, since the engine drops them.
 */
function scriptsAsAWhole(
  factory: PrismaPg,
  script: { failure: unknown },
): SqlMigrationAwareDriverAdapterFactory {
  const whole = async (connecting: ReturnType<PrismaPg["connect"]>): Promise<SqlDriverAdapter> => {
    const adapter = await connecting;
    adapter.executeScript = async (text) => {
      try {
        await adapter.underlyingDriver().query(text);
      } catch (error) {
        script.failure = error;
        throw error;
      }
    };
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => whole(factory.connect()),
    connectToShadowDb: () => whole(factory.connectToShadowDb()),
  };
}

let loading: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loading ??= (async () => {
    const path = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(path.replace(/\.js$/, ".wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...engine } });
    engine.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === "function") start();
  })();
  return loading;
}

async function readMigrations(baseDir: string) {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = "migration_lock.toml";
  return {
    baseDir,
    lockfile: { path: lockfile, content: await readFile(join(baseDir, lockfile), "utf8").catch(() => null) },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(join(baseDir, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}
