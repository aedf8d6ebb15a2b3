import { realpathSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { localSecret } from "#lib/secrets.ts";

const NAME = "headroom";
const WRONG_PASSWORD = "28P01";

/** Where the owner of the database "headroom" connects. It is no superuser. */
export function ownerUrl(dataDir: string, port: number): string {
  return urlOf(port, NAME, localSecret(dataDir, "postgresOwner"), NAME);
}

export function superuserPassword(dataDir: string): string {
  return localSecret(dataDir, "postgresSuperuser");
}

/** Makes the owner's role and database if they are not there. The superuser is used for nothing else. */
export async function ensureOwner(dataDir: string, port: number, mayCreateDatabases: boolean): Promise<void> {
  const client = new pg.Client(urlOf(port, "postgres", superuserPassword(dataDir), "postgres"));
  client.on("error", () => undefined);
  try {
    await client.connect();
    await checkIsOurs(client, dataDir);
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [NAME]);
    if (role.rowCount === 0) {
      const password = client.escapeLiteral(localSecret(dataDir, "postgresOwner"));
      const rights = mayCreateDatabases ? "LOGIN CREATEDB" : "LOGIN";
      await client.query(`CREATE ROLE ${NAME} ${rights} PASSWORD ${password}`);
    }
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [NAME]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } catch (error) {
    throw isWrongPassword(error) ? new Error(lostPassword(dataDir)) : error;
  } finally {
    await client.end();
  }
}

async function checkIsOurs(client: pg.Client, dataDir: string): Promise<void> {
  const folder = realpathSync(join(dataDir, "postgres"));
  const { rows } = await client.query<{ folder: string }>(
    "SELECT current_setting('data_directory') AS folder",
  );
  if (rows[0]?.folder === folder) return;
  throw new Error(`The server that answers does not serve ${folder}. Stop it, then start again.`);
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === WRONG_PASSWORD;
}

function lostPassword(dataDir: string): string {
  return `${join(dataDir, "secrets.json")} does not hold the password of the database in ${join(dataDir, "postgres")}. Restore the file from a backup, or delete the whole data folder to begin with an empty one.`;
}

function urlOf(port: number, user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
