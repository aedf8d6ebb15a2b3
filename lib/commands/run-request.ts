import { err, ok, type Result } from "#lib/core/result.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type { RunProblem } from "#lib/core/run-plan.ts";
import { type Run, toRun } from "#lib/core/runs.ts";
import type { SpendProblem, SpendRequest } from "./spend.ts";

/** The run that a form stands for, and the request that both the estimate and the debit are made of. */
export function toRunRequest(
  form: RunForm,
  runId: string,
): Result<{ run: Run; request: SpendRequest }, RunProblem> {
  const read = toRun(form);
  if (!read.ok) return err({ code: "invalid_fields", problems: read.error });
  const { lines, mode, agent, job, source } = read.value;
  const request: SpendRequest = {
    lines,
    mode,
    agent,
    job,
    source,
    run: `playground-${runId}`,
    actor: null,
    occurredAt: null,
    metadata: null,
  };
  return ok({ run: read.value, request });
}

/** A problem of the request as one of the form. Only the model and the rate card can be at fault by then. */
export function toRunProblem(problem: SpendProblem): RunProblem {
  switch (problem.code) {
    case "unknown_feature":
      return { code: "unknown_feature", feature: problem.feature };
    case "unknown_model":
      return { code: "invalid_fields", problems: [{ field: "model", fault: "unknown_choice" }] };
    case "too_old":
    case "invalid_request":
      throw new Error(`A run's request is well formed and of now: ${JSON.stringify(problem)}`);
  }
}
