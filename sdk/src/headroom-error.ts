import type { Problem, ProblemCode } from "./generated.ts";

/** What the client itself calls a failure: nothing answered, or something that is not Headroom did. */
export type ClientCode = "connection_failed" | "unexpected_answer";

export type HeadroomErrorFacts = {
  status: number;
  code: string;
  problem: Problem | null;
  requestId: string | null;
  idempotencyKey: string | null;
  attempts: number;
};

/** A call that did not go well, after every retry that made sense. */
export class HeadroomError extends Error {
  override readonly name = "HeadroomError";
  /** The HTTP status; 0 where nothing answered. */
  readonly status: number;
  /** Stable, so decide by it. A newer server may name codes that this client does not know. */
  readonly code: ProblemCode | ClientCode | (string & Record<never, never>);
  /** All that the refusal says: what is required, available and missing, the address to top up, the fields in error. */
  readonly problem: Problem | null;
  /** The name of the call in the server's log. */
  readonly requestId: string | null;
  /** The key that every attempt was sent with. Repeating the call with it has at most one effect. */
  readonly idempotencyKey: string | null;
  /** How often the call was sent. */
  readonly attempts: number;

  constructor(message: string, facts: HeadroomErrorFacts, options?: { cause?: unknown }) {
    super(message, options);
    this.status = facts.status;
    this.code = facts.code;
    this.problem = facts.problem;
    this.requestId = facts.requestId;
    this.idempotencyKey = facts.idempotencyKey;
    this.attempts = facts.attempts;
  }
}
