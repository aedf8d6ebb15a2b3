import { decimal } from "./amounts.ts";
import {
  type FeatureSetting,
  type ModelBudget,
  type ModelWorkspace,
  openHolds,
  type Spender,
  total,
} from "./books.ts";

function budgetApplies(budget: ModelBudget, who: Spender): boolean {
  if (budget.scope === "workspace") return true;
  return budget.subject === who[budget.scope];
}

/** Use of a budget in a local month: its usage events, and the holds made in it that are open. */
export function budgetUse(workspace: ModelWorkspace, budget: ModelBudget, month: string) {
  const spent = workspace.events
    .filter((event) => event.day.startsWith(month) && event.creditType === budget.creditType)
    .filter((event) => budgetApplies(budget, event.who));
  const held = openHolds(workspace)
    .filter((hold) => hold.month === month && budgetApplies(budget, hold.who))
    .flatMap((hold) => hold.parts)
    .filter((part) => part.grant.creditType === budget.creditType);
  return {
    spent: total(spent.map((event) => event.credits)),
    held: total(held.map((part) => part.credits)),
  };
}

/** The stop budgets that what somebody spends counts in, the first made first. */
export function stopBudgets(workspace: ModelWorkspace, who: Spender): ModelBudget[] {
  return workspace.budgets.filter(
    (budget) => !budget.ended && budget.onReach === "stop" && budgetApplies(budget, who),
  );
}

/** Credits up to the limit; less than none where it was lowered, or the budget made, after they were used. */
export function roomOf(workspace: ModelWorkspace, budget: ModelBudget, month: string): bigint {
  const { spent, held } = budgetUse(workspace, budget, month);
  return budget.limit - spent - held;
}

/** As the refusal names it. */
export function stopOf(workspace: ModelWorkspace, budget: ModelBudget, month: string) {
  const { spent, held } = budgetUse(workspace, budget, month);
  const { id, name, scope, subject, creditType, limit } = budget;
  return {
    id,
    name,
    scope,
    subject,
    creditType,
    limit: decimal(limit),
    spent: decimal(spent),
    held: decimal(held),
    month,
  };
}

export type FeatureRefusal = "feature_off" | "trial_ended" | "plan_restricted";

/** The workspace's setting before that of its plan before "on"; `on` and `off` past their end are no settings. */
export function featureRefusal(workspace: ModelWorkspace, feature: string, now: Date): FeatureRefusal | null {
  const own = workspace.features.find((setting) => setting.feature === feature);
  const plan = workspace.planFeatures.find((setting) => setting.feature === feature);
  if (own && !isPast(own, now)) return own.state === "off" ? "feature_off" : null;
  if (own?.state === "trial") return plan?.state === "on" && !isPast(plan, now) ? null : "trial_ended";
  if (plan && !isPast(plan, now)) return plan.state === "off" ? "plan_restricted" : null;
  return plan?.state === "trial" ? "trial_ended" : null;
}

function isPast({ endsAt }: FeatureSetting, now: Date): boolean {
  return endsAt !== null && endsAt <= now;
}
