// What the model answers to a request for credits, and what it takes. Order of reasons: paused, features, budgets, credits.
import type { PricedLine } from "#lib/core/rates.ts";
import type { PostingRefusal } from "../items.ts";
import { amounts, availableOf, costOf, creditTypesOf, decimal, isSpendable } from "./amounts.ts";
import type { ModelBudget, ModelGrant, ModelWorkspace, Part, Spender } from "./books.ts";
import { featureRefusal, roomOf, stopBudgets, stopOf } from "./limits.ts";
import { coveredLine } from "./prices.ts";

export type Ask = {
  lines: readonly PricedLine[];
  mode: "all" | "up_to";
  who: Spender;
  /** The local month whose budgets it counts in. */
  month: string;
  /** Work that was authorised finishes: neither a pause nor a feature stops it now. */
  authorised: boolean;
};

export type Allowed = { lines: readonly PricedLine[]; coveredQuantity: string | null };

/** The lines that may be spent, or why not. Nothing is taken yet. */
export function gate(workspace: ModelWorkspace, ask: Ask, now: Date): Allowed | PostingRefusal {
  const types = creditTypesOf(ask.lines);
  const allowed = ask.mode === "up_to" ? covered(workspace, ask, now) : ask.lines;
  const coveredQuantity = ask.mode === "up_to" ? decimal(allowed[0]?.line.quantity ?? 0n) : null;
  const missing = (type: string) => {
    const over = costOf(ask.lines, type) - availableOf(workspace, type, now);
    return over > 0n ? over : 0n;
  };
  const figures = {
    required: amounts(types, (type) => costOf(ask.lines, type)),
    available: amounts(types, (type) => availableOf(workspace, type, now)),
    shortfall: amounts(types, missing),
    coveredQuantity,
  };
  const isFree = types.every((type) => costOf(ask.lines, type) === 0n);
  if (workspace.paused && !isFree && !ask.authorised)
    return { code: "workspace_paused", ...figures, coveredQuantity: null };
  for (const { line } of ask.authorised ? [] : ask.lines) {
    const code = featureRefusal(workspace, line.feature, now);
    if (code) return { code, ...figures, coveredQuantity: null, feature: line.feature };
  }
  if (isFree) return { lines: ask.lines, coveredQuantity };
  const budget = stoppingBudget(workspace, ask);
  if (budget) return { code: "budget_stop", ...figures, budget: stopOf(workspace, budget, ask.month) };
  const isEnough =
    ask.mode === "up_to"
      ? types.some((type) => costOf(allowed, type) > 0n)
      : types.every((type) => missing(type) === 0n);
  return isEnough ? { lines: allowed, coveredQuantity } : { code: "insufficient_credits", ...figures };
}

/**
 * The budget above whose limit the request would go: of several the one with the least room, and of equals the one made
 * first. Of `up_to`, one that leaves room for none of it.
 */
function stoppingBudget(workspace: ModelWorkspace, ask: Ask): ModelBudget | undefined {
  let tightest: { budget: ModelBudget; room: bigint } | undefined;
  for (const budget of stopBudgets(workspace, ask.who)) {
    const room = roomOf(workspace, budget, ask.month);
    const cost = costOf(ask.lines, budget.creditType);
    if (cost === 0n || (ask.mode === "all" ? cost <= room : fits(ask.lines, room))) continue;
    if (!tightest || room < tightest.room) tightest = { budget, room };
  }
  return tightest?.budget;
}

/** Whether `credits` cover any of it. */
function fits(lines: readonly PricedLine[], credits: bigint): boolean {
  return lines.some((priced) => coveredLine(priced, credits > 0n ? credits : 0n).credits > 0n);
}

/** The one line of an `up_to` as far as the balance and the room of stop budgets go. */
function covered(workspace: ModelWorkspace, ask: Ask, now: Date): PricedLine[] {
  return ask.lines.map((priced) => {
    const type = priced.rate.creditType;
    let limit = availableOf(workspace, type, now);
    for (const budget of stopBudgets(workspace, ask.who)) {
      if (budget.creditType !== type) continue;
      const room = roomOf(workspace, budget, ask.month);
      if (room < limit) limit = room;
    }
    return coveredLine(priced, limit > 0n ? limit : 0n);
  });
}

/** Lower priority, then earlier expiry, then free before paid, then earlier effective time, then id. */
function burnsBefore(a: ModelGrant, b: ModelGrant): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority;
  const [aEnds, bEnds] = [a.expiresAt?.getTime() ?? Infinity, b.expiresAt?.getTime() ?? Infinity];
  if (aEnds !== bEnds) return aEnds < bEnds;
  if (a.paid !== b.paid) return b.paid;
  const [aBegins, bBegins] = [a.effectiveAt.getTime(), b.effectiveAt.getTime()];
  if (aBegins !== bBegins) return aBegins < bBegins;
  return a.id < b.id;
}

/** Takes credits out of the grants of a type, in burn order. They must be there. */
export function burn(workspace: ModelWorkspace, creditType: string, credits: bigint, now: Date): Part[] {
  const parts: Part[] = [];
  let left = credits;
  while (left > 0n) {
    let next: ModelGrant | undefined;
    for (const grant of workspace.grants) {
      if (grant.creditType !== creditType || grant.remaining === 0n || !isSpendable(grant, now)) continue;
      if (!next || burnsBefore(grant, next)) next = grant;
    }
    if (!next) throw new Error("Credits that were allowed are not there");
    const part = { grant: next, credits: next.remaining < left ? next.remaining : left };
    next.remaining -= part.credits;
    left -= part.credits;
    parts.push(part);
  }
  return parts;
}
