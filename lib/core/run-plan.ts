// What people are shown of a run, before and after it: amounts as decimal strings per credit type, money in minor units,
// instants RFC 3339 in UTC.

import type { Refusal } from "./gate.ts";
import type { Month } from "./months.ts";
import type { FieldProblem, RunForm } from "./run-form.ts";
import type { Frequency } from "./schedules.ts";

/** Decimal strings per credit type. */
export type Amounts = Record<string, string>;

/** The smallest pack that covers what is missing of one credit type. */
export type MissingCredits = {
  creditType: string;
  shortfall: string;
  pack: {
    id: string;
    name: string;
    credits: string;
    price: { amountMinor: string; currency: string };
  } | null;
};

export type PlannedLine = {
  feature: string;
  unit: string;
  creditType: string;
  model: string | null;
  /** Units, or null for a line of tokens. */
  quantity: string | null;
  unchanged: string;
  tokens: { input: string; cachedInput: string; output: string } | null;
  credits: string;
};

/** What a schedule costs in one whole calendar month of the workspace's zone. */
export type SchedulePlan = {
  every: Frequency;
  month: Month;
  runs: number;
  cost: Amounts;
  timesDaily: number;
  dailyRuns: number;
  dailyCost: Amounts;
  /** Whole runs that the balance covers; null when a run is free. */
  runsCovered: string | null;
  missing: MissingCredits[];
};

/** An estimate: the gate's answer to the very request that starting the run debits. */
export type RunPlan = {
  runId: string;
  form: RunForm;
  allowed: boolean;
  reason: Refusal | null;
  lines: PlannedLine[];
  required: Amounts;
  available: Amounts;
  /** What starting would spend now, and leave. */
  spends: Amounts;
  remaining: Amounts;
  coveredQuantity: string | null;
  missing: MissingCredits[];
  schedule: SchedulePlan | null;
};

/** A lot that a run took credits from. */
export type BurntLot = {
  id: string;
  creditType: string;
  source: string;
  expiresAt: string | null;
  credits: string;
};

/** The debit of a run, and the lots it took from in the order they burnt. `replayed`: it had been started before. */
export type StartedRun = {
  replayed: boolean;
  debitId: string;
  spent: Amounts;
  before: Amounts;
  after: Amounts;
  coveredQuantity: string | null;
  lots: BurntLot[];
};

/** Why a form cannot be planned or started: fields that are wrong, or a feature that the rate card has no price for. */
export type RunProblem =
  | { code: "invalid_fields"; problems: FieldProblem[] }
  | { code: "unknown_feature"; feature: string };

/** Why a planned run did not start. `refused`: the gate no longer lets it pass; `plan` says what is so now. */
export type StartProblem = RunProblem | { code: "idempotency_mismatch" } | { code: "refused"; plan: RunPlan };
