import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { memoryGiven } from "./memory.ts";

const FOLDER = join(import.meta.dirname, "../.data/bench");

/** Prints the rows of a bench as a table and writes them, with where and when, as .data/bench/<name>.json. */
export function report(name: string, rows: readonly object[]): void {
  console.table(rows);
  mkdirSync(FOLDER, { recursive: true });
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model,
    node: process.version,
    memory: memoryGiven(),
  };
  const file = join(FOLDER, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ bench: name, at: new Date(), machine, rows }, null, 2)}\n`);
  console.log(`written to ${file}; memory was ${machine.memory}`);
}
