// Which processes use a data folder's database. The last one to leave stops it, whoever started it: `npm run verify` beside
// a serving `npm start`, or a new start beside a server that a killed one left behind.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { livingProcess } from "./living-process.ts";

const LOCK_RETRY_MS = 50;
const LOCK_PATIENCE_MS = 120_000;
const HALF_WRITTEN_MS = 2_000;

/** The processes that use a run folder's database. One that joins twice must leave twice. */
export function databaseUsers(runDir: string) {
  const folder = join(runDir, "users");
  const countLiving = () => {
    const names = readdirSync(folder);
    const living = new Set(names.filter((name) => isLiving(join(folder, name))));
    for (const name of names) if (!living.has(name)) rmSync(join(folder, name), { force: true });
    return living.size;
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
      return countLiving();
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
    // Another process may be between creating its file and writing to it; one that died there is forgotten soon.
    if (written === "") return Date.now() - statSync(file).mtimeMs < HALF_WRITTEN_MS;
    return livingProcess(Number.parseInt(written, 10)) === written;
  } catch {
    return false;
  }
}
