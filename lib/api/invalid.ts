import type { Hook } from "@hono/zod-openapi";
import type { z } from "zod";
import { NotFoundError } from "#lib/core/errors.ts";
import type { FieldProblem } from "#lib/core/invalid-request.ts";
import type { ApiEnv } from "./api-env.ts";
import { RefusedError } from "./problem.ts";

/** Turns what a schema did not accept into the contract's refusals. */
export const refuseInvalid: Hook<unknown, ApiEnv, string, void> = (result, context) => {
  if (result.success) return;
  // An id that nobody can have names nothing, so it is answered like one that nobody has. Only a PUT could make it.
  if (result.target === "param" && context.req.method !== "PUT") throw new NotFoundError();
  if (result.target === "header" && context.req.header("Idempotency-Key") === undefined) {
    throw new RefusedError("idempotency_key_required");
  }
  throw invalidFields(result.error.issues);
};

export function invalidFields(issues: readonly z.core.$ZodIssue[]): RefusedError {
  return new RefusedError("invalid_request", { errors: toFieldProblems(issues) });
}

/** One sentence a field that says what to do, each only once. */
function toFieldProblems(issues: readonly z.core.$ZodIssue[]): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const issue of issues) {
    for (const problem of toProblems(issue)) problems.set(`${problem.path} ${problem.message}`, problem);
  }
  return [...problems.values()];
}

function toProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...path, key].join("."),
    message: "Unknown field. Remove it, or check its spelling",
  }));
}
