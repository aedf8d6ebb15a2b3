import { describe, expect, test } from "vitest";
import type { RunPlan, StartedRun } from "#lib/core/run-plan.ts";
import { advance, type Board, EMPTY_BOARD, type PlanAction, type StartAction } from "./board.ts";

const form = new FormData();
const plan = (runId: string): RunPlan => ({
  runId,
  form: { kind: "import" },
  allowed: true,
  reason: null,
  lines: [],
  required: {},
  available: {},
  spends: {},
  remaining: {},
  coveredQuantity: null,
  missing: [],
  schedule: null,
});
const started: StartedRun = {
  replayed: false,
  debitId: "d",
  spent: {},
  before: {},
  after: {},
  coveredQuantity: null,
  lots: [],
};
const refusal = { ok: false, code: "x", message: "m", requestId: "r" } as const;
const planning: PlanAction = async () => ({ ok: true, value: plan("new") });
const starting: StartAction = async () => ({ ok: true, value: started });
const done: Board = { plan: plan("old"), started, refused: null };

describe("the board beside the form", () => {
  test("shows only the new estimate once it is there", async () => {
    const board = await advance(done, { kind: "plan", form }, { plan: planning, start: starting });
    expect(board).toEqual({ plan: plan("new"), started: null, refused: null });
  });

  test("shows no estimate for a form that is wrong", async () => {
    const wrong: PlanAction = async () => ({
      ...refusal,
      error: { code: "invalid_fields", problems: [{ field: "records", fault: "negative" }] },
    });
    const board = await advance(done, { kind: "plan", form }, { plan: wrong, start: starting });
    expect(board).toMatchObject({ plan: null, started: null, refused: { code: "x" } });
  });

  test("keeps the estimate beside what was started", async () => {
    const board = await advance(
      { ...EMPTY_BOARD, plan: plan("old") },
      { kind: "start", form },
      { plan: planning, start: starting },
    );
    expect(board).toEqual(done);
  });

  test("shows what is so now when the gate refuses the start", async () => {
    const late: StartAction = async () => ({ ...refusal, error: { code: "refused", plan: plan("fresh") } });
    const board = await advance(done, { kind: "start", form }, { plan: planning, start: late });
    expect(board).toMatchObject({ plan: { runId: "fresh" }, started: null, refused: { code: "x" } });
  });

  test("keeps the estimate when the start fails for another reason", async () => {
    const away: StartAction = async () => refusal;
    const board = await advance(
      { ...EMPTY_BOARD, plan: plan("old") },
      { kind: "start", form },
      { plan: planning, start: away },
    );
    expect(board).toMatchObject({ plan: { runId: "old" }, started: null, refused: refusal });
  });
});
