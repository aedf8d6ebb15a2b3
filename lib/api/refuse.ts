import type { SpendProblem } from "#lib/commands/spend.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import type { PostingRefusal } from "#lib/ledger/items.ts";
import { byType } from "./by-type.ts";
import { RefusedError } from "./problem.ts";

/** Ends a call with what a command or query refused; `more` are facts that only the API adds. */
export function refuse(
  refusal: SpendProblem | PostingRefusal | InvalidRequest,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): never {
  const { code, ...facts } = refusal;
  if (code === "not_found") throw new NotFoundError();
  if (!("shortfall" in facts)) throw new RefusedError(code, facts, headers);
  const required = byType(facts.required);
  const available = byType(facts.available);
  const shortfall = byType(facts.shortfall);
  throw new RefusedError(code, { required, available, shortfall, ...more }, headers);
}
