import { closeSync, ftruncateSync, openSync, readSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

const CHUNK = 4 * 2 ** 20;
const PAGE = 4_096;
const GIGABYTE = 2 ** 30;
const MOST = 64 * GIGABYTE;
/** A folder that is memory itself, in which reading a hole touches nothing (Linux, magic.h). */
const TMPFS = 0x01021994;

let given = "";

/**
 * Has the machine hold files in all memory that is free, as one that has run for a day does: a virtual machine may be given its
 * memory only when it first touches it, at twenty times what the same page costs later, and a bench would measure that (0043).
 * The file in `folder` is one hole, so that nothing is written to the disk it is on; it is to stay until the bench is over.
 * `BENCH_MEMORY=untouched` leaves the memory as it is.
 */
export function touchMemory(folder: string): void {
  given = process.env.BENCH_MEMORY === "untouched" ? "left untouched" : touchedIn(folder);
}

function touchedIn(folder: string): string {
  if (statfsSync(folder).type === TMPFS) return `left untouched: ${folder} is on no disk`;
  const size = Math.min(freemem(), MOST);
  const chunk = Buffer.alloc(CHUNK);
  const file = openSync(join(folder, "memory"), "w+");
  const started = performance.now();
  try {
    ftruncateSync(file, size);
    let read = 0;
    while (read < size) read += readSync(file, chunk, 0, CHUNK, read);
  } finally {
    closeSync(file);
  }
  const micros = (performance.now() - started) * 1_000;
  return `${(size / GIGABYTE).toFixed(1)} GB touched first, ${(micros / (size / PAGE)).toFixed(1)} microseconds a page`;
}

/** What was done with the memory before this bench, for its report. */
export function memoryGiven(): string {
  return given;
}
