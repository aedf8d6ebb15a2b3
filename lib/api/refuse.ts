import type { SpendProblem } from "#lib/commands/spend.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import type { PostingRefusal } from "#lib/ledger/items.ts";
import { byType } from "./by-type.ts";
import { type Facts, RefusedError } from "./problem.ts";

/** Ends a call with what a command or query refused; `more` are facts that only the API adds. */
export function refuse(
  refusal: SpendProblem | PostingRefusal | InvalidRequest,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): never {
  const { code, facts } = toRefusal(refusal, more);
  throw new RefusedError(code, facts, headers);
}

/** A refusal's code and what the problem says beside its sentence. Throws NotFoundError for what is answered as not there. */
export function toRefusal(
  refusal: SpendProblem | PostingRefusal | InvalidRequest,
  more: Readonly<Record<string, unknown>> = {},
): { code: string; facts: Facts } {
  const { code, ...facts } = refusal;
  if (code === "not_found") throw new NotFoundError();
  if (!("shortfall" in facts)) return { code, facts };
  const { required, available, shortfall, budget, feature } = facts;
  return {
    code,
    facts: {
      required: byType(required),
      available: byType(available),
      shortfall: byType(shortfall),
      ...(budget && { budget }),
      ...(feature && { feature }),
      ...more,
    },
  };
}
