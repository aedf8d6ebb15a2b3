// Which processes use a data folder's database. The last one to leave stops it, whoever started it: `npm run verify` beside
// a serving `npm start`, or a new start beside a server that a killed one left behind.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { livingProcess } from "./living-process.ts";

const LOCK_RETRY_MS = 50;
const LOCK_PATIENCE_MS = 120_000;

/** Counts the database users of a run folder. A process that joins twice must leave twice. */
export function databaseUsers(runDir: string) {
  const folder = join(runDir, "users");
  const alive = () => {
    const names = readdirSync(folder);
    const [living, dead] = [names.filter((name) => isLiving(join(folder, name))), names];
    for (const name of dead) if (!living.includes(name)) rmSync(join(folder, name), { force: true });
    return living.length;
  };
  let joined = 0;
  return {
    join(): string {
      mkdirSync(folder, { recursive: true });
      joined += 1;
      const mark = join(folder, `${process.pid}.${joined}.${Date.now()}`);
      writeFileSync(mark, livingProcess(process.pid) ?? "");
      return mark;
    },
    /** Returns how many living users remain. */
    leave(mark: string): number {
      rmSync(mark, { force: true });
      return alive();
    },
  };
}

/** Runs `work` while no other process is between starting and stopping the same database. */
export async function exclusively<T>(runDir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(runDir, "lock");
  const giveUpAt = Date.now() + LOCK_PATIENCE_MS;
  while (!tryLock(lock)) {
    if (Date.now() > giveUpAt)
      throw new Error(`Another process holds ${lock}. If none is running, delete that file.`);
    await delay(LOCK_RETRY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, livingProcess(process.pid) ?? "", { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (!isLiving(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isLiving(file: string): boolean {
  try {
    const written = readFileSync(file, "utf8");
    // Another process may be between creating its file and writing to it.
    return written === "" || livingProcess(Number.parseInt(written, 10)) === written;
  } catch {
    return false;
  }
}
