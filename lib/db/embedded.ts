// The PostgreSQL that comes with Headroom: a real server from npm, its data in the data folder, for this machine only.
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepareDataFolder } from "#lib/data-folder.ts";
import { findRunning, launchCluster, type Running, stopRunning } from "./embedded/cluster.ts";
import { keepRunning } from "./embedded/keep-running.ts";
import { createCluster } from "./embedded/make-cluster.ts";
import { ensureOwner, ownerUrl, superuserPassword } from "./embedded/owner.ts";
import { findData, preparePlace } from "./embedded/place.ts";
import { databaseUsers, exclusively } from "./embedded/users.ts";

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

/**
 * Starts, or joins, the database of a data folder, and keeps it running until `stop()`. Rejects with a sentence that says
 * what to do.
 */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const runDir = prepareDataFolder(dataDir, "postgres-run");
  return await exclusively(runDir, async () => {
    const found = findData(dataDir);
    const adopted = found === undefined ? undefined : await findRunning(found);
    const running = adopted ?? (await launch(dataDir, options));
    try {
      await ensureOwner(dataDir, running.port, options.disposable ?? false);
    } catch (error) {
      if (!adopted) await stopRunning(running);
      throw error;
    }
    const { stop } = joinServer(dataDir, runDir, running, options);
    return { url: ownerUrl(dataDir, running.port), adopted: adopted !== undefined, stop };
  });
}

/** Deletes a data folder that nobody uses, and its database wherever that was put. */
export function removeEmbedded(dataDir: string): void {
  const link = join(dataDir, "postgres");
  if (existsSync(link)) rmSync(realpathSync(link), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

async function launch(dataDir: string, options: EmbeddedOptions, port?: number): Promise<Running> {
  const isNew = findData(dataDir) === undefined;
  const place = preparePlace(dataDir);
  if (isNew) await createCluster(place, superuserPassword(dataDir));
  const settings = options.disposable ? DISPOSABLE : DURABLE;
  return await launchCluster(place, join(dataDir, "postgres.log"), settings, port);
}

function joinServer(dataDir: string, runDir: string, running: Running, options: EmbeddedOptions) {
  const users = databaseUsers(runDir);
  const mark = users.join();
  const restart = (port: number) =>
    exclusively(runDir, async () => {
      const found = findData(dataDir);
      if (found === undefined) throw new Error("The data folder is gone.");
      return (await findRunning(found)) ?? (await launch(dataDir, options, port));
    });
  const kept = keepRunning(running, restart);
  const leaveAtExit = () => {
    // A process that ends without stop(): ask the server to go, there is no time left to wait for it.
    if (existsSync(mark) && users.leave(mark) === 0) process.kill(kept.current().pid, "SIGINT");
  };
  process.once("exit", leaveAtExit);
  let stopping: Promise<void> | undefined;
  const leave = async () => {
    process.removeListener("exit", leaveAtExit);
    if (users.leave(mark) === 0) await stopRunning(kept.current());
  };
  return {
    stop(): Promise<void> {
      stopping ??= kept.end().then(() => exclusively(runDir, leave));
      return stopping;
    },
  };
}
