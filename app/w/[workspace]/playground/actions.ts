"use server";

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { planRun } from "#lib/commands/plan-run.ts";
import { startRun } from "#lib/commands/start-run.ts";
import { RUN_KINDS } from "#lib/core/run-form.ts";
import { action } from "#lib/web/action.ts";

// What is wrong with a field is said by the command, at the field; here only the outer form is checked.
const field = z.string().max(200).optional();
const planForm = z.object({
  workspace: z.string(),
  kind: z.enum(RUN_KINDS),
  products: field,
  inputTokens: field,
  cachedInputTokens: field,
  outputTokens: field,
  model: field,
  attributes: field,
  agent: field,
  records: field,
  unchanged: field,
  upTo: field,
  job: field,
  every: field,
});
const startForm = planForm.extend({ runId: z.uuid() });

/** Estimates a run, without effect. */
export const planRunAction = action(planForm, (viewer, { workspace, ...form }) =>
  planRun(viewer, workspace, form, randomUUID(), new Date()),
);

/** Starts an estimated run: the debit, once per run however often it is sent. */
export const startRunAction = action(startForm, (viewer, { workspace, runId, ...form }) =>
  startRun(viewer, workspace, form, runId, new Date()),
);
