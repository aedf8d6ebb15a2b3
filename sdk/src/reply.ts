import type { Problem } from "./generated.ts";
import { HeadroomError } from "./headroom-error.ts";

/** What one attempt met; status 0 where nothing answered, with the cause. */
export type Reply = {
  status: number;
  text: string;
  retryAfter: string | null;
  requestId: string | null;
  cause?: unknown;
};

export function toError(reply: Reply, idempotencyKey: string | null, attempts: number): HeadroomError {
  const { status, cause } = reply;
  const problem = toProblem(reply.text);
  const code = problem?.code ?? (status === 0 ? "connection_failed" : "unexpected_answer");
  const requestId = problem?.requestId ?? reply.requestId;
  const facts = { status, code, problem, requestId, idempotencyKey, attempts };
  return new HeadroomError(problem ? said(problem) : sentence(status), facts, { cause });
}

function said({ title, detail, errors = [] }: Problem): string {
  return [`${title}.`, detail, ...errors.map(({ path, message }) => `${path}: ${message}.`)].join(" ");
}

function sentence(status: number): string {
  return status === 0
    ? "Headroom did not answer. The call may or may not have had its effect; repeat it with the same idempotency key."
    : `The answer with status ${status} is not Headroom's. Check baseUrl and what stands in front of the server.`;
}

function toProblem(text: string): Problem | null {
  const value = parse<Problem>(text);
  return typeof value === "object" && value !== null && typeof value.code === "string" ? value : null;
}

/** Undefined for what is not JSON. */
export function parse<Value>(text: string): Value | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
