// Law: a budget that stops refuses what would take its use above its limit; exactly the limit is allowed. What is held
// counts like what is spent, so that work under way cannot pass a limit together. One that alerts refuses nothing.

import { type Credits, formatMicro } from "./credits.ts";
import type { PerType } from "./gate.ts";
import type { Month } from "./months.ts";

export const BUDGET_SCOPES = ["workspace", "agent", "job", "member", "key"] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

export type OnReach = "alert" | "stop";

/** A limit of one credit type for each calendar month in the workspace's time zone. */
export type Budget = {
  id: string;
  name: string;
  scope: BudgetScope;
  /** The agent, the job, the actor of a member or the id of an API key; '' for the whole workspace. */
  subject: string;
  creditType: string;
  limit: Credits;
  onReach: OnReach;
};

/** A budget with what counts in it in one month: usage of the local days of that month, and what open holds made in it keep. */
export type BudgetUse = Budget & { month: Month; spent: Credits; held: Credits };

/** Who spends. `actor` is as events name it, `apiKey` the id of the API key that meters. */
export type Spender = { agent: string | null; job: string | null; actor: string; apiKey: string | null };

/** Those of `budgets` that the spender counts in, in their order. */
export function budgetsFor<T extends Budget>(budgets: readonly T[], spender: Spender): T[] {
  return budgets.filter((budget) => appliesTo(budget, spender));
}

function appliesTo({ scope, subject }: Budget, spender: Spender): boolean {
  switch (scope) {
    case "workspace":
      return true;
    case "agent":
      return subject === spender.agent;
    case "job":
      return subject === spender.job;
    case "member":
      return subject === spender.actor;
    case "key":
      return subject === spender.apiKey;
  }
}

/**
 * The budget that stops `required` (micro-credits per credit type); null when none does. Of several, the one with the
 * narrowest room, then the lower id. A type of which nothing is asked for is never stopped, even above its limit.
 */
export function stopFor(uses: readonly BudgetUse[], required: PerType): BudgetUse | null {
  let stop: BudgetUse | null = null;
  for (const use of uses) {
    const asked = required[use.creditType] ?? 0n;
    if (use.onReach !== "stop" || asked === 0n || asked <= leftIn(use)) continue;
    if (stop === null || isNarrower(use, stop)) stop = use;
  }
  return stop;
}

/** The micro-credits of a type that all budgets that stop still allow; null when none of them limits it. */
export function roomOf(uses: readonly BudgetUse[], creditType: string): Credits | null {
  let room: Credits | null = null;
  for (const use of uses) {
    if (use.onReach !== "stop" || use.creditType !== creditType) continue;
    const left = leftIn(use);
    if (room === null || left < room) room = left;
  }
  return room !== null && room < 0n ? 0n : room;
}

/** Negative when the limit was set below what is used. */
function leftIn({ limit, spent, held }: BudgetUse): Credits {
  return limit - spent - held;
}

function isNarrower(one: BudgetUse, other: BudgetUse): boolean {
  const [left, otherLeft] = [leftIn(one), leftIn(other)];
  return left === otherLeft ? one.id < other.id : left < otherLeft;
}

/** The budget that said stop, as answers name it. Credits are decimal strings. */
export type BudgetStop = Omit<BudgetUse, "onReach" | "limit" | "spent" | "held"> &
  Record<"limit" | "spent" | "held", string>;

export function toBudgetStop({ limit, spent, held, onReach: _, ...named }: BudgetUse): BudgetStop {
  return { ...named, limit: formatMicro(limit), spent: formatMicro(spent), held: formatMicro(held) };
}
