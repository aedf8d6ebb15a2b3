// Law: a field is read as it was typed or not at all: no sign, group or decimal is guessed away.

import { MAX_QUANTITY, MICRO, type MicroQuantity, parseMicro } from "./credits.ts";
import { isCallerId } from "./ids.ts";
import { err, ok, type Result } from "./result.ts";

export const RUN_KINDS = ["ai_edit", "agent", "import", "schedule"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export type RunField =
  | "products"
  | "inputTokens"
  | "cachedInputTokens"
  | "outputTokens"
  | "model"
  | "attributes"
  | "agent"
  | "records"
  | "unchanged"
  | "upTo"
  | "job"
  | "every";

/** A form as typed: text by field, absent where the form has no such field. */
export type RunForm = { kind: RunKind } & Partial<Record<RunField, string>>;

export type FieldFault =
  | "required"
  | "not_a_number"
  | "negative"
  | "not_whole"
  | "zero"
  | "too_large"
  | "more_than_records"
  | "unknown_choice";

/** What is wrong with which field. The sentence for a fault is in the catalogue. */
export type FieldProblem = { field: RunField; fault: FieldFault };

/** Reads fields one by one and keeps what is wrong with them, the first fault of each. */
export class RunFormReader {
  readonly #form: RunForm;
  readonly #problems = new Map<RunField, FieldFault>();

  constructor(form: RunForm) {
    this.#form = form;
  }

  get isClean(): boolean {
    return this.#problems.size === 0;
  }

  fault(field: RunField, fault: FieldFault): void {
    if (!this.#problems.has(field)) this.#problems.set(field, fault);
  }

  /** A whole number of at least `min`, in millionths; 0n when there is a fault. */
  count(field: RunField, min = 0n): MicroQuantity {
    const text = (this.#form[field] ?? "").trim();
    const fault = countFault(text, min);
    if (!fault) return parseMicro(text) ?? 0n;
    this.fault(field, fault);
    return 0n;
  }

  /** How many records, and how many of them are unchanged. */
  records(min: bigint): [records: MicroQuantity, unchanged: MicroQuantity] {
    const records = this.count("records", min);
    const unchanged = this.count("unchanged");
    if (this.isClean && unchanged > records) this.fault("unchanged", "more_than_records");
    return [records, unchanged];
  }

  choice(field: RunField): string {
    const value = (this.#form[field] ?? "").trim();
    if (!isCallerId(value)) this.fault(field, value ? "unknown_choice" : "required");
    return value;
  }

  end<T>(run: T): Result<T, FieldProblem[]> {
    if (this.isClean) return ok(run);
    return err([...this.#problems].map(([field, fault]) => ({ field, fault })));
  }
}

/** What is wrong with a count as typed; null when nothing is. Signs and groups are looked at first, to say so. */
function countFault(text: string, min: bigint): FieldFault | null {
  if (text === "") return "required";
  if (/^[-\u2212]\d/.test(text)) return "negative";
  if (/^\d+\.\d+$/.test(text)) return "not_whole";
  if (!/^\d+$/.test(text)) return "not_a_number";
  const value = BigInt(text) * MICRO;
  if (value > MAX_QUANTITY) return "too_large";
  if (value < min * MICRO) return "zero";
  return text.length > 1 && text.startsWith("0") ? "not_a_number" : null;
}
