// Vitest's global setup: one throwaway PostgreSQL for the whole run.
import { resolve } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { ClusterError } from "./embedded/programs.ts";
import { type Embedded, removeEmbedded, startEmbedded } from "./embedded.ts";

declare module "vitest" {
  export interface ProvidedContext {
    testServerUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startDisposable(resolve(".data/test"));
  if (!server.adopted) await dropLeftovers(server.url);
  project.provide("testServerUrl", server.url);
  return () => server.stop();
}

async function startDisposable(folder: string): Promise<Embedded> {
  try {
    return await startEmbedded(folder, { disposable: true });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    // Without fsync a machine that went down leaves data that does not open; nothing in it is worth keeping.
    removeEmbedded(folder);
    return await startEmbedded(folder, { disposable: true });
  }
}

/** A run that was killed could not drop its databases. */
async function dropLeftovers(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'test\\_%' OR datname LIKE 'template\\_%'",
  );
  for (const { name } of rows)
    await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
  await client.end();
}
