// What making a cluster and running one share: how a program of PostgreSQL is started, how it ended, what it said.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Place } from "./place.ts";

const LOG_TAIL_LINES = 12;
export const WAY_OUT =
  "Check that the disk has free space, or set HEADROOM_DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL of your own.";

/** PostgreSQL could not make or open the data; nothing runs. */
export class ClusterError extends Error {
  override name = "ClusterError";
}

/** For a program of PostgreSQL: its user, and nothing of the caller's surroundings but where programs are. */
export function spawnOptions(place: Place) {
  // PG* variables of the caller's shell must not reach it, and its user may not enter the caller's folder.
  const { PATH, NODE_ENV } = process.env;
  return { ...place.runAs, cwd: "/", env: { PATH, NODE_ENV, LC_ALL: "C", TZ: "UTC" } };
}

/** The exit code, or null after a signal. Rejects with a ClusterError when the program does not run at all. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  try {
    const [code] = await once(child, "exit");
    return typeof code === "number" ? code : null;
  } catch (error) {
    // A program that cannot be run emits "error", and `once` makes that a rejection.
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError(
      `The embedded PostgreSQL does not run on this machine (${reason}). Install PostgreSQL 15 or newer and set DATABASE_URL to it.`,
    );
  }
}

/** The last lines of what a program said. */
export function tail(text: string): string {
  return text.trim().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}
