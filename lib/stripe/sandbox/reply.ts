import type { ApiError } from "./api-error.ts";

/** What goes over the wire and, under an idempotency key, into memory. */
export type Reply = { status: number; body: string };

export function toReply(answer: object): Reply {
  return { status: 200, body: JSON.stringify(answer) };
}

export function toErrorReply(error: ApiError): Reply {
  return { status: error.status, body: JSON.stringify({ error: error.body }) };
}
