// What is wrong with a budget before it is made or changed.

import type { Budget, BudgetScope } from "./budgets.ts";
import { MAX_CREDITS } from "./credits.ts";
import { isCallerId, isOwnId } from "./ids.ts";
import type { FieldProblem } from "./invalid-request.ts";

/** A budget as it is asked for; the name is as `typedText` leaves it. */
export type BudgetTerms = Omit<Budget, "id">;

const MAX_NAME = 80;

/** Empty when the terms are fine. Whether an API key exists is not known here. */
export function budgetProblems(terms: BudgetTerms, creditTypes: readonly string[]): FieldProblem[] {
  const { name, scope, subject, creditType, limit } = terms;
  const problems: FieldProblem[] = [];
  if (name === "" || name.length > MAX_NAME) {
    problems.push({ path: "name", message: `Send a name of 1 to ${MAX_NAME} characters` });
  }
  const { isValid, sentence } = SUBJECTS[scope];
  if (!isValid(subject)) problems.push({ path: "subject", message: sentence });
  if (!creditTypes.includes(creditType)) {
    problems.push({ path: "creditType", message: `Send one of: ${creditTypes.join(", ")}` });
  }
  if (limit < 0n || limit > MAX_CREDITS) {
    problems.push({ path: "limit", message: "Send credits from 0 to 1,000,000,000,000" });
  }
  return problems;
}

const SUBJECTS: Record<BudgetScope, { isValid: (subject: string) => boolean; sentence: string }> = {
  workspace: {
    isValid: (subject) => subject === "",
    sentence: "Leave the subject empty: the budget is for the whole workspace",
  },
  agent: { isValid: isCallerId, sentence: "Send the id of an agent" },
  job: { isValid: isCallerId, sentence: "Send the id of a job" },
  member: {
    isValid: (subject) => subject.length <= 200 && /\S/.test(subject) && !/[\p{Cc}\p{Cs}]/u.test(subject),
    sentence: "Send the actor that the member's usage names, for example user:ada@example.com",
  },
  key: { isValid: isOwnId, sentence: "Send the id of an API key of this workspace" },
};
