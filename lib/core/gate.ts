// Law: a request passes or fails as one, before anything starts. `check` is this decision without its effect,
// a debit is this decision with it: there is no second rule.

import { type BudgetUse, roomOf, stopFor } from "./budgets.ts";
import { allocate, type Part, spendableLots, takeFirst } from "./burn-order.ts";
import { type Credits, MICRO, type MicroQuantity } from "./credits.ts";
import { availableOf, type Lot } from "./grants.ts";
import { type PricedLine, repriceLine } from "./rates.ts";
import { type Err, err, ok, type Result } from "./result.ts";

export type Mode = "all" | "up_to";

/** Why the gate refuses. A code is stable; its sentence lives in the catalogue. */
export type Refusal =
  | "insufficient_credits"
  | "budget_stop"
  | "feature_off"
  | "trial_ended"
  | "workspace_paused"
  | "plan_restricted";

/** Micro-credits per credit type. */
export type PerType = Record<string, Credits>;

export type GateRequest = {
  lines: readonly PricedLine[];
  mode: Mode;
  paused: boolean;
  /** The first line's feature that may not be used, and why; null when all may. */
  blocked: { reason: Refusal; feature: string } | null;
  /** Those that the spender counts in, alerting and stopping, with what counts in them in the month of the request. */
  budgets: readonly BudgetUse[];
};

/** What one line spends and from which lots, in the order they burn. */
type LineSpend = { priced: PricedLine; parts: Part[] };

export type GatePlan = {
  required: PerType;
  available: PerType;
  shortfall: PerType;
  /** `up_to` only: how much of the requested quantity the spend covers, unchanged records included. */
  coveredQuantity: MicroQuantity | null;
  spends: LineSpend[];
};

type GateFacts = Omit<GatePlan, "spends">;

export type GateRefusal = GateFacts & {
  reason: Refusal;
  /** With `budget_stop`: the budget that says so. */
  budget: BudgetUse | null;
  /** With `feature_off`, `trial_ended` and `plan_restricted`: the feature. */
  feature: string | null;
};

/**
 * Decides a request against the lots of its workspace at `now`. The first reason of these counts: the workspace is paused, a
 * feature may not be used, a budget stops, credits are missing. What costs nothing passes all but the feature.
 * @param lots of any type and in any order; those of a type that are in burn order need no sorting
 * @returns the spends line by line (micro-credits; parts in burn order), or the reason with required, available and shortfall per type.
 */
export function planSpend(
  request: GateRequest,
  lots: readonly Lot[],
  now: Date,
): Result<GatePlan, GateRefusal> {
  const [only] = request.lines;
  // Nearly every debit is this one.
  if (only && request.lines.length === 1 && request.mode === "all") return planLine(request, only, lots, now);
  return request.mode === "all" ? planAll(request, lots, now) : planUpTo(request, lots, now);
}

function planLine(
  request: GateRequest,
  priced: PricedLine,
  lots: readonly Lot[],
  now: Date,
): Result<GatePlan, GateRefusal> {
  const { credits, rate } = priced;
  const type = rate.creditType;
  const spendable = spendableLots(lots, type, now);
  let available = 0n;
  for (const lot of spendable) available += lot.remaining;
  const required = { [type]: credits };
  const shortfall = { [type]: positive(credits - available) };
  const facts = { required, available: { [type]: available }, shortfall, coveredQuantity: null };
  const refused = barred(request, facts, credits === 0n) ?? stopped(request, facts, required);
  if (refused) return refused;
  if (credits > available) return refuse(facts, "insufficient_credits");
  return ok({ ...facts, spends: [{ priced, parts: takeFirst(spendable, credits).parts }] });
}

function planAll(request: GateRequest, lots: readonly Lot[], now: Date): Result<GatePlan, GateRefusal> {
  const facts = factsOf(request, lots, now);
  const { required, available } = facts;
  const refused = barred(request, facts, isFree(required)) ?? stopped(request, facts, required);
  if (refused) return refused;
  if (!fits(request.lines, available)) return refuse(facts, "insufficient_credits");
  return ok({ ...facts, spends: spendsOf(request.lines, lots, now) });
}

/** All that the balance and the room of budgets cover; a budget that alone leaves nothing of what costs is the one that stops. */
function planUpTo(request: GateRequest, lots: readonly Lot[], now: Date): Result<GatePlan, GateRefusal> {
  const unlimited = factsOf(request, lots, now);
  const { required, available } = unlimited;
  const refused = barred(request, unlimited, isFree(required));
  if (refused) return refused;
  const limits = perType(Object.keys(required), (type) =>
    least(available[type] ?? 0n, roomOf(request.budgets, type)),
  );
  const lines = coveredLines(request.lines, limits);
  const facts = { ...unlimited, coveredQuantity: lines[0]?.line.quantity ?? 0n };
  if (isFree(required) || !isNothing(lines)) return ok({ ...facts, spends: spendsOf(lines, lots, now) });
  const smallest = requiredOf(smallestLines(request.lines));
  return stopped(request, facts, smallest) ?? refuse(facts, "insufficient_credits");
}

function factsOf({ lines }: GateRequest, lots: readonly Lot[], now: Date): GateFacts {
  const required = requiredOf(lines);
  const types = Object.keys(required);
  const available = perType(types, (type) => availableOf(lots, type, now));
  const shortfall = perType(types, (type) => positive((required[type] ?? 0n) - (available[type] ?? 0n)));
  return { required, available, shortfall, coveredQuantity: null };
}

/** What stands against a request whatever it takes. */
function barred(
  { paused, blocked }: GateRequest,
  facts: GateFacts,
  costsNothing: boolean,
): Err<GateRefusal> | null {
  if (paused && !costsNothing) return refuse(facts, "workspace_paused");
  return blocked && refuse(facts, blocked.reason, { feature: blocked.feature });
}

function stopped({ budgets }: GateRequest, facts: GateFacts, asked: PerType): Err<GateRefusal> | null {
  const budget = stopFor(budgets, asked);
  return budget && refuse(facts, "budget_stop", { budget });
}

function refuse(
  facts: GateFacts,
  reason: Refusal,
  named: Partial<Pick<GateRefusal, "budget" | "feature">> = {},
): Err<GateRefusal> {
  return err({ ...facts, reason, budget: null, feature: null, ...named });
}

/** Null when `lines` may be asked for with `up_to`: all by quantity, and all by the same one. Otherwise what to change. */
export function upToProblem(lines: readonly PricedLine[]): string | null {
  if (lines.some((priced) => priced.rate.kind === "tokens"))
    return "up_to needs lines with a quantity, not tokens";
  const [first] = lines;
  const same = lines.every(
    (priced) =>
      priced.line.quantity === first?.line.quantity && priced.line.unchanged === first.line.unchanged,
  );
  return same ? null : "up_to needs lines with the same quantity and unchanged";
}

/** Total micro-credits per credit type; a type whose lines are all free is there with 0n. */
export function requiredOf(lines: readonly PricedLine[]): PerType {
  const total: PerType = {};
  for (const { rate, credits } of lines) total[rate.creditType] = (total[rate.creditType] ?? 0n) + credits;
  return total;
}

function fits(lines: readonly PricedLine[], available: PerType): boolean {
  return Object.entries(requiredOf(lines)).every(([type, amount]) => amount <= (available[type] ?? 0n));
}

/** The lines at the largest quantity that fits, found by halving: a price never falls when a quantity grows. */
function coveredLines(lines: readonly PricedLine[], available: PerType): readonly PricedLine[] {
  if (fits(lines, available)) return lines;
  const { quantity, unchanged } = lines[0]?.line ?? { quantity: 0n, unchanged: 0n };
  const at = (units: bigint) => lines.map((priced) => repriceLine(priced, unchanged + units * MICRO));
  let low = 0n;
  let high = ((quantity ?? 0n) - unchanged) / MICRO;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (fits(at(middle), available)) low = middle;
    else high = middle - 1n;
  }
  return at(low);
}

/** The least of `lines` that could be covered: one unit, or all where that is less. */
function smallestLines(lines: readonly PricedLine[]): readonly PricedLine[] {
  const { quantity, unchanged } = lines[0]?.line ?? { quantity: 0n, unchanged: 0n };
  const isLess = (quantity ?? 0n) - unchanged < MICRO;
  return isLess ? lines : lines.map((priced) => repriceLine(priced, unchanged + MICRO));
}

function isNothing(lines: readonly PricedLine[]): boolean {
  return lines.every((priced) => (priced.line.quantity ?? 0n) === priced.line.unchanged);
}

function spendsOf(lines: readonly PricedLine[], lots: readonly Lot[], now: Date): LineSpend[] {
  let left = lots;
  return lines.map((priced, index) => {
    const { parts } = allocate(left, priced.rate.creditType, priced.credits, now);
    if (index < lines.length - 1) left = takeParts(left, parts);
    return { priced, parts };
  });
}

/** The lots after `parts` were taken from them; the given ones are left as they were. */
export function takeParts(lots: readonly Lot[], parts: readonly Part[]): Lot[] {
  if (parts.length === 0) return [...lots];
  const taken = new Map(parts.map((part) => [part.lot.id, part.amount]));
  return lots.map((lot) => {
    const amount = taken.get(lot.id);
    return amount === undefined ? lot : { ...lot, remaining: lot.remaining - amount };
  });
}

function perType(types: string[], value: (type: string) => Credits): PerType {
  return Object.fromEntries(types.map((type) => [type, value(type)]));
}

function isFree(required: PerType): boolean {
  return Object.values(required).every((amount) => amount === 0n);
}

function least(amount: Credits, limit: Credits | null): Credits {
  return limit !== null && limit < amount ? limit : amount;
}

function positive(amount: Credits): Credits {
  return amount > 0n ? amount : 0n;
}
