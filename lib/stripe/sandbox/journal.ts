// The sandbox's memory between starts: one file to which each transaction appends one line.
//
// A file and not a schema in Postgres, because Stripe is somebody else's computer: it must keep what it acknowledged when
// our database is killed, restored from a backup or away for ten seconds, and no table of a stand-in belongs into a
// customer's own database. A line is written before the reply is sent, so what was acknowledged survives `kill -9`.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind, Tables } from "./tables.ts";

export type Write = readonly [kind: Kind, row: Tables[Kind]];

export type Journal = {
  /** Writes in the order in which they were made. */
  read(): Write[];
  append(writes: readonly Write[]): void;
  /** Replaces the history by these rows alone. */
  compact(writes: readonly Write[]): void;
};

/** The journal in `folder` (made when missing). */
export function openJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "journal.jsonl");
  return {
    read: () => (existsSync(path) ? readLines(path) : []),
    append: (writes) => appendFileSync(path, `${JSON.stringify(writes)}\n`, { mode: 0o600 }),
    compact(writes) {
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, writes.map((write) => `${JSON.stringify([write])}\n`).join(""), { mode: 0o600 });
      renameSync(draft, path);
    },
  };
}

function readLines(path: string): Write[] {
  const lines = readFileSync(path, "utf8").split("\n");
  // What follows the last line break is a line that a crash cut short: it was never acknowledged.
  lines.pop();
  return lines.flatMap((line, index): Write[] => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new Error(
        `Line ${index + 1} of ${path} is damaged. Restore the file, or delete it to begin with an empty sandbox.`,
        { cause },
      );
    }
  });
}
