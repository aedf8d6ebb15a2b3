// Law: what a form says is read once, into the lines that the gate checks and the ledger debits. An estimate is those lines
// priced; it is never computed a second way.

import { MAX_QUANTITY, MICRO, type MicroQuantity } from "./credits.ts";
import type { Mode, PerType } from "./gate.ts";
import type { Line, UsageSource } from "./rates.ts";
import type { Result } from "./result.ts";
import { type FieldProblem, type RunForm, RunFormReader, type RunKind } from "./run-form.ts";
import { FREQUENCIES, type Frequency } from "./schedules.ts";

export type Run = {
  kind: RunKind;
  lines: Line[];
  mode: Mode;
  agent: string | null;
  job: string | null;
  source: UsageSource;
  /** Schedules only: the lines are those of one of its runs. */
  every: Frequency | null;
};

/**
 * Reads a form into the lines it stands for: `ai_edit` is one line of all tokens, `agent` one of attributes, `import` one of
 * records, `schedule` an operation for the run itself and a line for its records.
 * @returns the run, or every field that is wrong. Counts are whole, not negative, and at most 10^12.
 */
export function toRun(form: RunForm): Result<Run, FieldProblem[]> {
  switch (form.kind) {
    case "ai_edit":
      return toAiEdit(form);
    case "agent":
      return toAgentRun(form);
    case "import":
      return toImport(form);
    case "schedule":
      return toSchedule(form);
  }
}

function toAiEdit(form: RunForm): Result<Run, FieldProblem[]> {
  const read = new RunFormReader(form);
  const products = read.count("products", 1n);
  const input = read.count("inputTokens");
  const cachedInput = read.count("cachedInputTokens");
  const output = read.count("outputTokens");
  const model = read.choice("model");
  const agent = read.choice("agent");
  for (const field of ["inputTokens", "cachedInputTokens", "outputTokens"] as const) {
    if (read.isClean && times(products, read.count(field)) > MAX_QUANTITY) read.fault(field, "too_large");
  }
  if (read.isClean && input + cachedInput + output === 0n) read.fault("outputTokens", "zero");
  const tokens = {
    input: times(products, input),
    cachedInput: times(products, cachedInput),
    output: times(products, output),
  };
  const line = { feature: "ai.text", quantity: null, unchanged: 0n, tokens, model, ownKey: false };
  return read.end({ ...base, kind: "ai_edit", lines: [line], agent });
}

function toAgentRun(form: RunForm): Result<Run, FieldProblem[]> {
  const read = new RunFormReader(form);
  const lines = [unitLine("ai.attributes", read.count("attributes", 1n))];
  return read.end({ ...base, kind: "agent", lines, agent: read.choice("agent") });
}

function toImport(form: RunForm): Result<Run, FieldProblem[]> {
  const read = new RunFormReader(form);
  const [records, unchanged] = read.records(1n);
  const lines = [unitLine("automation.record", records, unchanged)];
  const mode = form.upTo === "on" ? "up_to" : "all";
  return read.end({ ...base, kind: "import", lines, mode, job: read.choice("job") });
}

function toSchedule(form: RunForm): Result<Run, FieldProblem[]> {
  const read = new RunFormReader(form);
  const every = FREQUENCIES.find((frequency) => frequency === form.every) ?? null;
  if (!every) read.fault("every", "unknown_choice");
  const [records, unchanged] = read.records(0n);
  const lines = [unitLine("automation.operation", MICRO)];
  if (records > 0n) lines.push(unitLine("automation.record", records, unchanged));
  return read.end({ ...base, kind: "schedule", lines, job: read.choice("job"), source: "schedule", every });
}

/** What a run is unless its kind says otherwise. A run started here stands for one that the product's backend starts. */
const base = { mode: "all", agent: null, job: null, source: "api", every: null } as const;

function unitLine(feature: string, quantity: MicroQuantity, unchanged: MicroQuantity = 0n): Line {
  return { feature, quantity, unchanged, tokens: null, model: null, ownKey: false };
}

function times(count: MicroQuantity, each: MicroQuantity): MicroQuantity {
  return (count * each) / MICRO;
}

/** What is left of `available` after `spent`. */
export function remainingAfter(available: PerType, spent: PerType): PerType {
  return Object.fromEntries(
    Object.entries(available).map(([type, amount]) => [type, amount - (spent[type] ?? 0n)]),
  );
}
