// What is wrong with a setting of a feature before it is made.

import type { FeatureState } from "./features.ts";
import type { FieldProblem } from "./invalid-request.ts";

/** `state` null takes the setting away. `endsAt` null: for good. */
export type FeatureTerms = { feature: string; state: FeatureState | null; endsAt: Date | null };

/** Empty when the terms are fine. `known` are the features of the rate cards; one that they lost can still lose its setting. */
export function featureProblems(
  { feature, state, endsAt }: FeatureTerms,
  known: readonly string[],
  now: Date,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (state !== null && !known.includes(feature)) {
    problems.push({ path: "feature", message: `Send one of: ${known.join(", ")}` });
  }
  if (state === null && endsAt) {
    problems.push({ path: "endsAt", message: "Leave it out: a setting that is taken away ends now" });
  }
  if (state === "trial" && !endsAt) {
    problems.push({ path: "endsAt", message: "Send when the trial ends" });
  }
  if (state !== null && endsAt && endsAt <= now) {
    problems.push({ path: "endsAt", message: "Send a time in the future" });
  }
  return problems;
}
