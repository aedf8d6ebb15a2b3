import type { RunPlan, RunProblem, StartedRun, StartProblem } from "#lib/core/run-plan.ts";

/** A server action's refusal: `error` says what was wrong, `message` is for what nobody expected. */
export type Refused<E> = { ok: false; code: string; message: string; requestId: string; error?: E };

export type PlanAction = (form: FormData) => Promise<{ ok: true; value: RunPlan } | Refused<RunProblem>>;
export type StartAction = (
  form: FormData,
) => Promise<{ ok: true; value: StartedRun } | Refused<StartProblem>>;

export type Step = { kind: "plan" | "start"; form: FormData };

/** What stands beside the form: the estimate, and what became of it. */
export type Board = {
  plan: RunPlan | null;
  started: StartedRun | null;
  /** Nothing was started, because of this. */
  refused: Refused<StartProblem> | null;
};

export const EMPTY_BOARD: Board = { plan: null, started: null, refused: null };

/** Takes one step. A wrong field leaves the estimate away; a start that is refused brings what is so now. */
export async function advance(
  board: Board,
  step: Step,
  actions: { plan: PlanAction; start: StartAction },
): Promise<Board> {
  if (step.kind === "plan") {
    const answer = await actions.plan(step.form);
    return answer.ok ? { ...EMPTY_BOARD, plan: answer.value } : { ...EMPTY_BOARD, refused: answer };
  }
  const answer = await actions.start(step.form);
  if (answer.ok) return { plan: board.plan, started: answer.value, refused: null };
  const plan = answer.error?.code === "refused" ? answer.error.plan : board.plan;
  return { plan, started: null, refused: answer };
}
