import { randomUUID } from "node:crypto";

const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's X-Request-Id when it is harmless, so that its logs and ours can be joined; otherwise a new one. */
export function toRequestId(header: string | readonly string[] | undefined): string {
  return typeof header === "string" && WELL_FORMED.test(header) ? header : randomUUID();
}
