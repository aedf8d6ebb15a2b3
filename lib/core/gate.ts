// Law: a request passes or fails as one, before anything starts. `check` is this decision without its effect,
// a debit is this decision with it: there is no second rule.

import { allocate, type Part } from "./burn-order.ts";
import { type Credits, MICRO, type MicroQuantity } from "./credits.ts";
import { availableOf, type Lot } from "./grants.ts";
import { type PricedLine, repriceLine } from "./rates.ts";
import { err, ok, type Result } from "./result.ts";

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

export type GateRequest = { lines: readonly PricedLine[]; mode: Mode; paused: boolean };

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

export type GateRefusal = Omit<GatePlan, "spends"> & { reason: Refusal };

/**
 * Decides a request against the lots of its workspace at `now`.
 * @returns the spends line by line (micro-credits; parts in burn order), or the reason with required, available and shortfall per type.
 */
export function planSpend(
  request: GateRequest,
  lots: readonly Lot[],
  now: Date,
): Result<GatePlan, GateRefusal> {
  const required = requiredOf(request.lines);
  const available = perType(Object.keys(required), (type) => availableOf(lots, type, now));
  const shortfall = perType(Object.keys(required), (type) =>
    positive((required[type] ?? 0n) - (available[type] ?? 0n)),
  );
  const facts = { required, available, shortfall };
  const free = Object.values(required).every((amount) => amount === 0n);
  if (request.paused && !free) return err({ ...facts, coveredQuantity: null, reason: "workspace_paused" });
  const lines = request.mode === "up_to" ? coveredLines(request.lines, available) : request.lines;
  const coveredQuantity = request.mode === "up_to" ? (lines[0]?.line.quantity ?? 0n) : null;
  if (!fits(lines, available) || (request.mode === "up_to" && !free && isNothing(lines))) {
    return err({ ...facts, coveredQuantity, reason: "insufficient_credits" });
  }
  return ok({ ...facts, coveredQuantity, spends: spendsOf(lines, lots, now) });
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

function isNothing(lines: readonly PricedLine[]): boolean {
  return lines.every((priced) => (priced.line.quantity ?? 0n) === priced.line.unchanged);
}

function spendsOf(lines: readonly PricedLine[], lots: readonly Lot[], now: Date): LineSpend[] {
  let left = [...lots];
  return lines.map((priced) => {
    const { parts } = allocate(left, priced.rate.creditType, priced.credits, now);
    left = takeParts(left, parts);
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

function positive(amount: Credits): Credits {
  return amount > 0n ? amount : 0n;
}
