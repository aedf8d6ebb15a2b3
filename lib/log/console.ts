// Next and React report what went wrong by console.error. In production those lines become ours: one format, secrets
// hidden, and with the id of the request in which they happened.
import { format } from "node:util";
import { log } from "./logger.ts";
import { requestContext } from "./request-context.ts";

const noop = () => undefined;
/** What Next makes up for an error that has none of its own; the browser learns nothing else of an error. */
const MADE_UP_DIGEST = /^\d+$/;

/** Sends console.error and console.warn through the logger, for the rest of the process. */
export function captureConsole(): void {
  console.error = (...args: unknown[]) => report("error", args);
  console.warn = (...args: unknown[]) => report("warn", args);
  console.debug = noop;
}

function report(level: "error" | "warn", args: readonly unknown[]): void {
  const err = args.find((arg) => arg instanceof Error);
  // Next puts a sign in front of its lines.
  const words = args.filter((arg) => arg !== err && !(typeof arg === "string" && /^\W*$/.test(arg)));
  if (err === undefined) log()[level](format(...words));
  else if (takesReference(err))
    log()[level]({ err }, words.length > 0 ? format(...words) : "an unexpected error");
}

/**
 * Next reports an error of a page before it sends the error's digest to the browser. So the digest becomes the request's
 * id here, and what people quote is what the log line has. False when the error carries it already: drawing the page
 * reports the same error a second time, without its message.
 */
function takesReference(err: Error): boolean {
  const id = requestContext()?.requestId;
  if (id === undefined || !("digest" in err) || typeof err.digest !== "string") return true;
  if (err.digest === id) return false;
  if (MADE_UP_DIGEST.test(err.digest)) err.digest = id;
  return true;
}
