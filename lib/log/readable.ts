// What a person at a terminal reads instead of JSON lines.
import type { DestinationStream } from "pino";

const LEVELS: Record<number, string> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
const SHOWN_ELSEWHERE = new Set(["level", "time", "msg", "err", "requestId"]);

/** Turns each JSON line into one plain line (and the stack of an error below it). */
export function readableDestination(output: { write(text: string): unknown }): DestinationStream {
  return { write: (line) => void output.write(`${toReadable(line)}\n`) };
}

function toReadable(line: string): string {
  const entry: Record<string, unknown> = JSON.parse(line);
  const details = Object.entries(entry)
    .filter(([key]) => !SHOWN_ELSEWHERE.has(key))
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const head = [timeOf(entry.time), LEVELS[Number(entry.level)] ?? "", String(entry.msg ?? "")];
  const reference = entry.requestId === undefined ? [] : [`[${String(entry.requestId)}]`];
  return [...head, ...details, ...reference].filter((part) => part !== "").join("  ") + stackOf(entry.err);
}

function timeOf(time: unknown): string {
  return typeof time === "string" ? time.slice(11, 19) : "";
}

function stackOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const stack = "stack" in error ? error.stack : undefined;
  return `\n${typeof stack === "string" ? stack : JSON.stringify(error)}`;
}
