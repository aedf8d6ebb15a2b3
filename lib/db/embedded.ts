// The PostgreSQL that comes with Headroom: a real server from npm, its data in the data folder, for this machine only.
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { localSecret } from "#lib/secrets.ts";
import { createCluster, findRunning, launchCluster, type Running, stopRunning } from "./embedded/cluster.ts";
import { findData, preparePlace } from "./embedded/place.ts";
import { databaseUsers, exclusively } from "./embedded/users.ts";

const NAME = "headroom";
const DURABLE = { max_connections: "100", timezone: "UTC", log_timezone: "UTC" };
// For tests alone: a crash of the machine may lose everything, and nobody minds.
const DISPOSABLE = { ...DURABLE, fsync: "off", full_page_writes: "off" };

export interface Embedded {
  /** Connects as the owner of the database "headroom", who is no superuser. */
  readonly url: string;
  /** True when the server was running before this process asked for it. */
  readonly adopted: boolean;
  /** Leaves; the server stops when no other process uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Faster, not durable, and the owner may create databases. */
  readonly disposable?: boolean;
}

/** Starts, or joins, the database of a data folder. Rejects with a sentence that says what to do. */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const runDir = prepareFolders(dataDir);
  return await exclusively(runDir, async () => {
    const found = findData(dataDir);
    const adopted = found === undefined ? undefined : await findRunning(found);
    const running = adopted ?? (await launch(dataDir, options));
    try {
      await ensureOwner(dataDir, running, options);
    } catch (error) {
      if (!adopted) await stopRunning(running);
      throw error;
    }
    return joinServer(dataDir, runDir, running, adopted !== undefined);
  });
}

function prepareFolders(dataDir: string): string {
  const runDir = join(dataDir, "postgres-run");
  try {
    mkdirSync(runDir, { recursive: true });
    // A folder of somebody else's, or a read-only disk, shows itself here and not halfway through.
    const probe = join(runDir, `probe.${process.pid}`);
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(
      `The data folder ${dataDir} cannot be written (${reason}). Set HEADROOM_DATA_DIR to a folder that this user may write and that has free space.`,
    );
  }
  return runDir;
}

async function launch(dataDir: string, { disposable }: EmbeddedOptions): Promise<Running> {
  const isNew = findData(dataDir) === undefined;
  const place = preparePlace(dataDir);
  if (isNew) await createCluster(place, localSecret(dataDir, "postgresSuperuser"));
  return await launchCluster(place, join(dataDir, "postgres.log"), disposable ? DISPOSABLE : DURABLE);
}

function joinServer(dataDir: string, runDir: string, running: Running, adopted: boolean): Embedded {
  const users = databaseUsers(runDir);
  const mark = users.join();
  const leaveAtExit = () => {
    // A process that ends without stop(): ask the server to go, there is no time left to wait for it.
    if (users.leave(mark) === 0) process.kill(running.pid, "SIGINT");
  };
  process.once("exit", leaveAtExit);
  let stopping: Promise<void> | undefined;
  const leave = async () => {
    process.removeListener("exit", leaveAtExit);
    if (users.leave(mark) === 0) await stopRunning(running);
  };
  return {
    url: urlOf(running.port, NAME, localSecret(dataDir, "postgresOwner"), NAME),
    adopted,
    stop() {
      stopping ??= exclusively(runDir, leave);
      return stopping;
    },
  };
}

function urlOf(port: number, user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Makes the owner's role and database if they are not there. The superuser is used for nothing else. */
async function ensureOwner(
  dataDir: string,
  { port }: Running,
  { disposable }: EmbeddedOptions,
): Promise<void> {
  const client = new pg.Client(
    urlOf(port, "postgres", localSecret(dataDir, "postgresSuperuser"), "postgres"),
  );
  client.on("error", () => undefined);
  try {
    await client.connect();
    await checkIsOurs(client, dataDir);
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [NAME]);
    if (role.rowCount === 0) {
      const password = client.escapeLiteral(localSecret(dataDir, "postgresOwner"));
      await client.query(`CREATE ROLE ${NAME} LOGIN ${disposable ? "CREATEDB" : ""} PASSWORD ${password}`);
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
  const { rows } = await client.query<{ folder: string }>(
    "SELECT current_setting('data_directory') AS folder",
  );
  const folder = realpathSync(join(dataDir, "postgres"));
  if (rows[0]?.folder !== folder)
    throw new Error(`The server that answers does not serve ${folder}. Stop it, then start again.`);
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "28P01";
}

function lostPassword(dataDir: string): string {
  return `${join(dataDir, "secrets.json")} does not hold the password of the database in ${join(dataDir, "postgres")}. Restore the file from a backup, or delete the whole data folder to begin with an empty one.`;
}
