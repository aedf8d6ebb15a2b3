import { toBudgetStop } from "#lib/core/budgets.ts";
import { type Credits, formatMicro } from "#lib/core/credits.ts";
import { blockedFeature } from "#lib/core/features.ts";
import { type GatePlan, type GateRefusal, planSpend } from "#lib/core/gate.ts";
import { invariant } from "#lib/core/invariant.ts";
import { localDay } from "#lib/core/months.ts";
import { type PricedLine, processedQuantity } from "#lib/core/rates.ts";
import { type Err, err, ok } from "#lib/core/result.ts";
import { balancesOf, toAmounts } from "./amounts.ts";
import { count, usesOf } from "./budgets.ts";
import type { HoldLine } from "./hold.ts";
import type { DebitItem, PostingOutcome, PostingRefusal, Spend } from "./items.ts";
import { type Context, spend } from "./moves.ts";
import { monthOfDay } from "./state.ts";

export function debit(context: Context, item: DebitItem): PostingOutcome["result"] {
  const { state, at } = context;
  const { lines, mode } = item.request;
  const day = localDay(item.occurredAt, state.stored.timeZone);
  const uses = usesOf(state, monthOfDay(day), item);
  const { paused, planFeatures, features } = state.stored;
  const blocked = blockedFeature(lines, planFeatures, features, at);
  const gate = { lines, mode, paused, blocked, budgets: uses };
  const decision = planSpend(gate, state.lotsOf(typesOf(lines)), at);
  if (!decision.ok) return refuse(decision.error);
  const plan = decision.value;
  const spent: Record<string, Credits> = {};
  plan.spends.forEach(({ priced, parts }, index) => {
    const eventId = eventIdAt(item.eventIds, index);
    const { rate, credits, line, vendorCost } = priced;
    spent[rate.creditType] = (spent[rate.creditType] ?? 0n) + credits;
    const usage = { line, creditType: rate.creditType, credits, vendorCost };
    const { debitId, occurredAt, actor, outcome } = item;
    record(context, usage, item, { eventId, debitId, holdId: null, occurredAt, day, actor, outcome });
    for (const { lot, amount } of parts) {
      const own = state.lots.get(lot.id);
      invariant(own, "a part comes from a lot of this workspace");
      spend(context, { lot: own, amount, debitId: item.debitId, eventId });
    }
  });
  count(context, uses, { spent });
  return ok({
    kind: "debit",
    id: item.debitId,
    required: toAmounts(plan.required),
    spent: toAmounts(spent),
    balance: balancesOf(state, Object.keys(plan.required), at),
    coveredQuantity: plan.coveredQuantity === null ? null : formatMicro(plan.coveredQuantity),
    lines: plan.spends.map((lineSpend, index) => ({
      ...lineAnswer(lineSpend),
      event: eventIdAt(item.eventIds, index),
    })),
  });
}

/** The credit types of the lines, each once. */
export function typesOf(lines: readonly PricedLine[]): readonly string[] {
  const [only] = lines;
  if (lines.length === 1 && only) return [only.rate.creditType];
  return [...new Set(lines.map(({ rate }) => rate.creditType))];
}

export function eventIdAt(eventIds: readonly string[], index: number): string {
  const eventId = eventIds[index];
  invariant(eventId !== undefined, "an item brings an event id for each line it records");
  return eventId;
}

type LineSpend = GatePlan["spends"][number];

export function lineAnswer({ priced, parts }: LineSpend) {
  return {
    feature: priced.line.feature,
    quantity: formatMicro(processedQuantity(priced.line)),
    credits: formatMicro(priced.credits),
    skipped: formatMicro(priced.line.unchanged),
    grants: parts.map((part) => ({ id: part.lot.id, credits: formatMicro(part.amount) })),
  };
}

export function refuse(refusal: GateRefusal): Err<PostingRefusal> {
  const { reason, required, available, shortfall, coveredQuantity, budget, feature } = refusal;
  return err({
    code: reason,
    required: toAmounts(required),
    available: toAmounts(available),
    shortfall: toAmounts(shortfall),
    coveredQuantity: coveredQuantity === null ? null : formatMicro(coveredQuantity),
    ...(budget && { budget: toBudgetStop(budget) }),
    ...(feature && { feature }),
  });
}

/** What one line used and cost. */
export type Usage = Pick<HoldLine, "line" | "creditType" | "credits" | "vendorCost">;

type Facts = {
  eventId: string;
  debitId: string;
  holdId: string | null;
  occurredAt: Date;
  day: string;
  actor: string;
  outcome: "applied" | "discarded" | null;
};

/** Adds the usage event of one line. */
export function record({ state, at, writes }: Context, usage: Usage, by: Spend, facts: Facts): void {
  const { line, creditType, credits, vendorCost } = usage;
  const { eventId, debitId, holdId, occurredAt, day, actor, outcome } = facts;
  writes.event(state, {
    eventId,
    debitId,
    holdId,
    occurredAt,
    recordedAt: at,
    day,
    feature: line.feature,
    creditType,
    quantity: processedQuantity(line),
    unchanged: line.unchanged,
    inputTokens: line.tokens?.input ?? null,
    cachedInputTokens: line.tokens?.cachedInput ?? null,
    outputTokens: line.tokens?.output ?? null,
    model: line.model,
    ownKey: line.ownKey,
    credits,
    rateVersion: by.rateVersion,
    agent: by.agent ?? "",
    job: by.job ?? "",
    run: by.run ?? "",
    source: by.source,
    actor,
    outcome,
    metadata: by.metadata,
    vendorCost: vendorCost?.micro ?? null,
    vendorCurrency: vendorCost?.currency ?? null,
    apiKey: by.apiKey,
  });
}
