// Next and React report what went wrong by console.error. In production those lines become ours: one format, secrets
// hidden, and with the id of the request in which they happened.
import { format } from "node:util";
import { log } from "./logger.ts";

const noop = () => undefined;

/** Sends console.error and console.warn through the logger, for the rest of the process. */
export function captureConsole(): void {
  console.error = (...args: unknown[]) => report("error", args);
  console.warn = (...args: unknown[]) => report("warn", args);
  console.debug = noop;
}

function report(level: "error" | "warn", args: readonly unknown[]): void {
  const err = args.find((arg) => arg instanceof Error);
  const words = args.filter((arg) => arg !== err);
  if (err === undefined) log()[level](format(...words));
  else log()[level]({ err }, words.length > 0 ? format(...words) : "an unexpected error");
}
