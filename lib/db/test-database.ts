// For tests: a database of one's own in milliseconds, cloned from one that is migrated once per set of migrations.
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { provideEnv } from "#lib/env.ts";
import { closePrisma, prisma } from "./client.ts";
import type { PrismaClient } from "./generated/client.ts";
import { migrate } from "./migrate.ts";
import { closePool, pool } from "./pool.ts";

const MIGRATIONS = join(import.meta.dirname, "../../prisma/migrations");

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/**
 * A fresh, migrated, empty database. Until `close()`, `env().databaseUrl`, `pool()` and `prisma()` mean this one, so a test
 * file holds one at a time.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("testServerUrl");
  const template = await migratedTemplate(server);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = urlOf(server, name);
  provideEnv({ DATABASE_URL: url });
  return {
    url,
    pool: pool(),
    prisma: prisma(),
    async close() {
      await closePrisma();
      await closePool();
      await onServer(server, (client) => drop(client, name));
    },
  };
}

/** WITH (FORCE) would fail beside a worker of autovacuum, which only a superuser may end; without it the server ends that one. */
async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user",
    [name],
  );
  await client.query(`DROP DATABASE ${name}`);
}

/** The template's name holds the hash of the migrations, so a changed migration makes a new one. */
async function migratedTemplate(server: string): Promise<string> {
  const template = `template_${hashOfMigrations()}`;
  await onServer(server, async (client) => {
    // One of several test files makes it; the others wait, and find it.
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [template]);
    if (await databaseExists(client, template)) return;
    const draft = `${template}_${randomBytes(4).toString("hex")}`;
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate(urlOf(server, draft));
    // Only a finished template gets the name.
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  });
  return template;
}

async function databaseExists(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  return found.rowCount === 1;
}

function hashOfMigrations(): string {
  const hash = createHash("sha256");
  const files = readdirSync(MIGRATIONS, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".sql"),
  );
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  return hash.digest("hex").slice(0, 16);
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}
