import { formatMicro } from "#lib/core/credits.ts";
import { blockedFeature } from "#lib/core/features.ts";
import { planSpend } from "#lib/core/gate.ts";
import { invariant } from "#lib/core/invariant.ts";
import { monthOf } from "#lib/core/months.ts";
import { type Err, err, ok } from "#lib/core/result.ts";
import { balancesOf, toAmounts } from "./amounts.ts";
import { count, usesOf } from "./budgets.ts";
import { lineAnswer, refuse, typesOf } from "./decide-spend.ts";
import { endHold } from "./due.ts";
import { type Hold, leftOf } from "./hold.ts";
import type { ExtendItem, HoldItem, PostingOutcome, PostingRefusal, ReleaseItem } from "./items.ts";
import { type Context, expireLots, reserve } from "./moves.ts";
import type { WorkspaceState } from "./state.ts";

/** Reserves what the request would cost, by the same decision a debit makes. */
export function hold(context: Context, item: HoldItem): PostingOutcome["result"] {
  const { state, at, writes } = context;
  const { lines, mode } = item.request;
  const month = monthOf(at, state.stored.timeZone);
  const uses = usesOf(state, month, item);
  const { paused, planFeatures, features } = state.stored;
  const blocked = blockedFeature(lines, planFeatures, features, at);
  const gate = { lines, mode, paused, blocked, budgets: uses };
  const decision = planSpend(gate, state.lotsOf(typesOf(lines)), at);
  if (!decision.ok) return refuse(decision.error);
  const { spends, required, coveredQuantity } = decision.value;
  const reserved = toHold(item, month, at);
  for (const { priced, parts } of spends) {
    const { line, rate, credits, vendorCost } = priced;
    reserved.lines.push({
      line,
      creditType: rate.creditType,
      credits,
      left: credits,
      recorded: false,
      vendorCost,
    });
    for (const { lot, amount } of parts) {
      const own = state.lots.get(lot.id);
      invariant(own, "a part comes from a lot of this workspace");
      reserve(context, own, amount, item.holdId);
      reserved.parts.push({ grantId: lot.id, creditType: lot.creditType, held: amount, left: amount });
    }
  }
  state.addHold(reserved);
  writes.hold(state, reserved);
  count(context, uses, { held: leftOf(reserved) });
  return ok({
    kind: "hold",
    id: item.holdId,
    required: toAmounts(required),
    held: toAmounts(leftOf(reserved)),
    expiresAt: reserved.expiresAt.toISOString(),
    balance: balancesOf(state, Object.keys(required), at),
    coveredQuantity: coveredQuantity === null ? null : formatMicro(coveredQuantity),
    lines: spends.map(lineAnswer),
  });
}

function toHold(item: HoldItem, month: string, at: Date): Hold {
  const { agent, job, run, source, apiKey, rateVersion, metadata, actor, expiresAt } = item;
  const by = { agent, job, run, source, apiKey, rateVersion, metadata, actor };
  // Where the clock that asks is so far behind that the hold would be over: as long as it was asked for, from now.
  const lasting = new Date(at.getTime() + expiresAt.getTime() - item.now.getTime());
  return {
    ...by,
    id: item.holdId,
    createdAt: at,
    expiresAt: expiresAt > at ? expiresAt : lasting,
    ended: null,
    month,
    lines: [],
    parts: [],
    extended: [],
  };
}

/** The hold while it is open; otherwise how it ended, or that there is none. */
export function openHold(
  state: WorkspaceState,
  holdId: string,
): { ok: true; value: Hold } | Err<PostingRefusal> {
  const found = state.holds.get(holdId);
  if (!found) return err({ code: "not_found" });
  const { ended } = found;
  if (!ended) return ok(found);
  return err({ code: "hold_ended", how: ended.how, endedAt: ended.at.toISOString() });
}

export function release(context: Context, item: ReleaseItem): PostingOutcome["result"] {
  const { state, at } = context;
  const open = openHold(state, item.holdId);
  if (!open.ok) return open;
  const released = endHold(context, open.value, "released");
  expireLots(context);
  const balance = balancesOf(state, Object.keys(released), at);
  return ok({ kind: "release", id: item.holdId, released: toAmounts(released), balance });
}

/** Keeps a hold alive until the instant asked for; never shorter than it would have lived. */
export function extend({ state, at, writes }: Context, item: ExtendItem): PostingOutcome["result"] {
  const open = openHold(state, item.holdId);
  if (!open.ok) return open;
  const { value: kept } = open;
  if (item.expiresAt > kept.expiresAt) {
    kept.expiresAt = item.expiresAt;
    kept.extended.push({ at: at.toISOString(), expiresAt: item.expiresAt.toISOString() });
    writes.hold(state, kept);
  }
  return ok({ kind: "extend", id: kept.id, expiresAt: kept.expiresAt.toISOString() });
}
