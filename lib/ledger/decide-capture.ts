import { allocate } from "#lib/core/burn-order.ts";
import { type Credits, formatMicro } from "#lib/core/credits.ts";
import { planSpend } from "#lib/core/gate.ts";
import { invariant } from "#lib/core/invariant.ts";
import { localDay } from "#lib/core/months.ts";
import { type PricedLine, processedQuantity } from "#lib/core/rates.ts";
import { err, ok, type Result } from "#lib/core/result.ts";
import { balancesOf, toAmounts } from "./amounts.ts";
import { count, usesOf } from "./budgets.ts";
import { openHold } from "./decide-hold.ts";
import { eventIdAt, record, refuse, type Usage } from "./decide-spend.ts";
import { endHold, negative } from "./due.ts";
import { type Hold, leftOf } from "./hold.ts";
import { leftoverUsage, takeFromLines } from "./hold-lines.ts";
import type { CaptureItem, PostingOutcome, PostingRefusal } from "./items.ts";
import { type Context, capturePart, expireLots, spend } from "./moves.ts";
import { monthOfDay } from "./state.ts";

type PerType = Record<string, Credits>;

/** Spends what a hold reserved, and gives the rest back unless more captures are to come. */
export function capture(context: Context, item: CaptureItem): PostingOutcome["result"] {
  const { state, at, writes } = context;
  const open = openHold(state, item.holdId);
  if (!open.ok) return open;
  const hold = open.value;
  const usages = item.lines ? item.lines.map(toUsage) : leftoverUsage(hold);
  const left = leftOf(hold);
  const required = { ...zeros(left), ...totalOf(usages) };
  const over = above(required, left);
  const room = coverOver(context, hold, item, over, { left, required });
  if (!room.ok) return room;
  const lines = usages.map((usage, index) => captureLine(context, hold, item, usage, index));
  countCapture(context, hold, required, over);
  writes.hold(state, hold);
  const released = item.partial ? {} : endHold(context, hold, "captured");
  expireLots(context);
  return ok({
    kind: "capture",
    id: item.debitId,
    required: toAmounts(required),
    spent: toAmounts(required),
    balance: balancesOf(state, Object.keys(required), at),
    coveredQuantity: null,
    lines,
    hold: { id: hold.id, open: item.partial, held: toAmounts(leftOf(hold)), released: toAmounts(released) },
  });
}

function toUsage({ line, rate, credits, vendorCost }: PricedLine): Usage {
  return { line, creditType: rate.creditType, credits, vendorCost };
}

type Need = { left: PerType; required: PerType };

/** Whether what the hold does not cover may be spent from the balance: asked for, there, and within the budgets. */
function coverOver(
  context: Context,
  hold: Hold,
  item: CaptureItem,
  over: PerType,
  { left, required }: Need,
): Result<null, PostingRefusal> {
  const types = Object.keys(over);
  if (types.length === 0) return ok(null);
  if (!item.allowOver) {
    return err({ code: "capture_exceeds_hold", held: toAmounts(left), required: toAmounts(required) });
  }
  const { state, at } = context;
  const month = monthOfDay(localDay(at, state.stored.timeZone));
  // What was held in an earlier month is spent in this one, too, before what exceeds it.
  const budgets = usesOf(state, month, hold).map((use) =>
    month === hold.month ? use : { ...use, held: use.held + (left[use.creditType] ?? 0n) },
  );
  // The work was authorised: neither a pause nor a feature that was turned off since stops it, only the limits do.
  const gate = { mode: "all", paused: false, blocked: null, budgets } as const;
  const lines = types.map((type) => bareLine(item, type, over[type] ?? 0n));
  const decision = planSpend({ ...gate, lines }, state.lotsOf(types), at);
  return decision.ok ? ok(null) : refuse(decision.error);
}

/** A line that stands for `credits` of one type, whatever they are for. */
function bareLine({ lines }: CaptureItem, creditType: string, credits: Credits): PricedLine {
  const priced = lines?.find(({ rate }) => rate.creditType === creditType);
  invariant(priced, "what exceeds a hold was asked for by a line");
  return { ...priced, credits };
}

function captureLine(context: Context, hold: Hold, item: CaptureItem, usage: Usage, index: number) {
  const { state, at } = context;
  const ids = { debitId: item.debitId, eventId: eventIdAt(item.eventIds, index) };
  const day = localDay(at, state.stored.timeZone);
  const facts = { ...ids, holdId: hold.id, occurredAt: at, day, actor: hold.actor, outcome: null };
  record(context, usage, hold, facts);
  const grants: { id: string; credits: string }[] = [];
  const took = (id: string, amount: Credits) => grants.push({ id, credits: formatMicro(amount) });
  let missing = usage.credits;
  for (const part of hold.parts) {
    if (part.creditType !== usage.creditType || part.left === 0n || missing === 0n) continue;
    const amount = part.left < missing ? part.left : missing;
    capturePart(context, { part, amount, holdId: hold.id, ...ids });
    took(part.grantId, amount);
    missing -= amount;
  }
  takeFromLines(hold, usage, usage.credits - missing);
  for (const { lot, amount } of allocate(state.lotsOf([usage.creditType]), usage.creditType, missing, at)
    .parts) {
    const own = state.lots.get(lot.id);
    invariant(own, "a part comes from a lot of this workspace");
    spend(context, { lot: own, amount, ...ids });
    took(lot.id, amount);
  }
  return {
    feature: usage.line.feature,
    quantity: formatMicro(processedQuantity(usage.line)),
    credits: formatMicro(usage.credits),
    skipped: formatMicro(usage.line.unchanged),
    event: ids.eventId,
    grants,
  };
}

/** What was held becomes spent in the month it was held and of now; what came from the balance is spent only. */
function countCapture(context: Context, hold: Hold, required: PerType, over: PerType): void {
  const { state, at } = context;
  const fromHold = Object.fromEntries(
    Object.entries(required).map(([type, amount]) => [type, amount - (over[type] ?? 0n)]),
  );
  count(context, usesOf(state, hold.month, hold), { held: negative(fromHold) });
  count(context, usesOf(state, monthOfDay(localDay(at, state.stored.timeZone)), hold), { spent: required });
}

function totalOf(usages: readonly Usage[]): PerType {
  const total: PerType = {};
  for (const { creditType, credits } of usages) total[creditType] = (total[creditType] ?? 0n) + credits;
  return total;
}

function zeros(perType: PerType): PerType {
  return Object.fromEntries(Object.keys(perType).map((type) => [type, 0n]));
}

/** What of `required` exceeds `left`, for the types where something does. */
function above(required: PerType, left: PerType): PerType {
  const over: PerType = {};
  for (const [type, amount] of Object.entries(required)) {
    if (amount > (left[type] ?? 0n)) over[type] = amount - (left[type] ?? 0n);
  }
  return over;
}
