// Law: items are decided one after another against the state the earlier ones left, so an item that fails leaves nothing
// behind and its neighbours are as they would be alone. Touches nothing outside the state it is given.

import type { Part } from "#lib/core/burn-order.ts";
import { type Credits, formatMicro, MAX_WALLET } from "#lib/core/credits.ts";
import { type GatePlan, type PerType, planSpend } from "#lib/core/gate.ts";
import { availableOf, type Lot, planExpiry } from "#lib/core/grants.ts";
import { invalidField } from "#lib/core/invalid-request.ts";
import { invariant } from "#lib/core/invariant.ts";
import { localDay } from "#lib/core/months.ts";
import { processedQuantity } from "#lib/core/rates.ts";
import { err, ok } from "#lib/core/result.ts";
import type {
  Amounts,
  Balances,
  DebitItem,
  GrantItem,
  PostingAnswer,
  PostingItem,
  PostingOutcome,
  VoidItem,
} from "./items.ts";
import type { WorkspaceState } from "./load.ts";
import type { TransferRow, Writes } from "./write.ts";

/** Decides one item, moves the state on, and adds to `writes` what must be stored for it. */
export function decide(state: WorkspaceState | undefined, item: PostingItem, writes: Writes): PostingOutcome {
  if (!state) return { replayed: false, result: err({ code: "not_found" }) };
  if (item.kind === "expire") {
    return { replayed: false, result: ok({ kind: "expire", expired: expireDue(state, item, writes) }) };
  }
  const known = state.answers.get(item.key);
  if (known && known.bodyHash !== item.bodyHash) {
    return { replayed: false, result: err({ code: "idempotency_mismatch" }) };
  }
  if (known) return { replayed: true, result: known.result };
  expireDue(state, item, writes);
  const result = perform(state, item, writes);
  if (!isKept(result)) return { replayed: false, result };
  state.answers.set(item.key, { bodyHash: item.bodyHash, result });
  writes.answers.push({ item, result });
  return { replayed: false, result };
}

/** What is wrong in form or names nothing was not decided by the balance: its key stays free (decision 0002). */
function isKept(result: PostingOutcome["result"]): boolean {
  return result.ok || (result.error.code !== "invalid_request" && result.error.code !== "not_found");
}

function perform(
  state: WorkspaceState,
  item: GrantItem | DebitItem | VoidItem,
  writes: Writes,
): PostingOutcome["result"] {
  if (item.kind === "grant") return grant(state, item, writes);
  if (item.kind === "void") return voidGrant(state, item, writes);
  return debit(state, item, writes);
}

/** What expired is moved out before anything else, so that every balance after is one that could be spent. */
function expireDue(state: WorkspaceState, item: PostingItem, writes: Writes): Amounts {
  const expired: PerType = {};
  for (const { lot, amount } of planExpiry([...state.lots.values()], item.now)) {
    move(state, item, writes, {
      kind: "expire",
      lot,
      change: -amount,
      from: `grant:${lot.id}`,
      to: "expired",
    });
    expired[lot.creditType] = (expired[lot.creditType] ?? 0n) + amount;
  }
  return toAmounts(expired);
}

function grant(state: WorkspaceState, item: GrantItem, writes: Writes): PostingOutcome["result"] {
  const { grant } = item;
  const wallet = state.wallets.get(grant.creditType);
  if ((wallet?.remaining ?? 0n) + (wallet?.held ?? 0n) + grant.amount > MAX_WALLET) {
    return invalidField("amount", "Would take the workspace above 9,000,000,000,000 credits of this type");
  }
  const paid = grant.paid !== null && grant.paid.amountMinor > 0n;
  const lot: Lot = { ...grant, paid, remaining: 0n, held: 0n };
  const balanceBefore = balancesOf(state, [grant.creditType], item.now);
  writes.grants.push(item);
  move(state, item, writes, {
    kind: "grant",
    lot,
    change: grant.amount,
    from: `issued:${grant.source}`,
    to: `grant:${lot.id}`,
  });
  return ok({
    kind: "grant",
    id: grant.id,
    creditType: grant.creditType,
    amount: formatMicro(grant.amount),
    balanceBefore,
    balance: balancesOf(state, [grant.creditType], item.now),
  });
}

function voidGrant(state: WorkspaceState, item: VoidItem, writes: Writes): PostingOutcome["result"] {
  const lot = state.lots.get(item.grantId);
  if (!lot) return err({ code: "not_found" });
  if (lot.remaining === 0n) return err({ code: "grant_ended" });
  const revoked = lot.remaining;
  const balanceBefore = balancesOf(state, [lot.creditType], item.now);
  move(state, item, writes, { kind: "void", lot, change: -revoked, from: `grant:${lot.id}`, to: "revoked" });
  writes.voided.push({ workspaceId: state.workspaceId, grantId: lot.id, at: item.now });
  const balance = balancesOf(state, [lot.creditType], item.now);
  const { id, creditType } = lot;
  return ok({ kind: "void", id, creditType, revoked: formatMicro(revoked), balanceBefore, balance });
}

function debit(state: WorkspaceState, item: DebitItem, writes: Writes): PostingOutcome["result"] {
  const decision = planSpend(
    { ...item.request, paused: state.paused, blocked: null, budgets: [] },
    [...state.lots.values()],
    item.now,
  );
  if (!decision.ok) {
    const { reason, required, available, shortfall, coveredQuantity } = decision.error;
    return err({
      code: reason,
      required: toAmounts(required),
      available: toAmounts(available),
      shortfall: toAmounts(shortfall),
      coveredQuantity: coveredQuantity === null ? null : formatMicro(coveredQuantity),
    });
  }
  const plan = decision.value;
  const day = localDay(item.occurredAt, state.timeZone);
  plan.spends.forEach(({ priced, parts }, index) => {
    const eventId = item.eventIds[index];
    invariant(eventId !== undefined, "a debit brings one event id per line");
    writes.events.push({ item, priced, eventId, day });
    for (const part of parts) spend(state, item, writes, part, eventId);
  });
  return ok(debitAnswer(state, item, plan));
}

function spend(state: WorkspaceState, item: DebitItem, writes: Writes, part: Part, eventId: string): void {
  const lot = state.lots.get(part.lot.id);
  invariant(lot, "a part comes from a lot of this workspace");
  const change = -part.amount;
  move(state, item, writes, { kind: "debit", lot, change, from: `grant:${lot.id}`, to: "spent" }, eventId);
}

function debitAnswer(state: WorkspaceState, item: DebitItem, plan: GatePlan): PostingAnswer {
  const spent: PerType = Object.fromEntries(Object.keys(plan.required).map((type) => [type, 0n]));
  for (const { priced } of plan.spends) {
    spent[priced.rate.creditType] = (spent[priced.rate.creditType] ?? 0n) + priced.credits;
  }
  return {
    kind: "debit",
    id: item.debitId,
    required: toAmounts(plan.required),
    spent: toAmounts(spent),
    balance: balancesOf(state, Object.keys(plan.required), item.now),
    coveredQuantity: plan.coveredQuantity === null ? null : formatMicro(plan.coveredQuantity),
    lines: plan.spends.map(({ priced, parts }, index) => ({
      feature: priced.line.feature,
      quantity: formatMicro(processedQuantity(priced.line)),
      credits: formatMicro(priced.credits),
      skipped: formatMicro(priced.line.unchanged),
      event: item.eventIds[index] ?? "",
      grants: parts.map((part) => ({ id: part.lot.id, credits: formatMicro(part.amount) })),
    })),
  };
}

type Move = { kind: TransferRow["kind"]; lot: Lot; change: Credits; from: string; to: string };

/** One transfer: the lot, the wallet and the workspace's sequence move together, in memory as later in the tables. */
function move(
  state: WorkspaceState,
  item: PostingItem,
  writes: Writes,
  { kind, lot, change, from, to }: Move,
  eventId: string | null = null,
): void {
  const wallet = state.wallets.get(lot.creditType) ?? { remaining: 0n, held: 0n };
  const after = { ...wallet, remaining: wallet.remaining + change };
  state.lots.set(lot.id, { ...lot, remaining: lot.remaining + change });
  state.wallets.set(lot.creditType, after);
  state.seq += 1n;
  // A transfer is never earlier than the one before it, even when two machines' clocks disagree.
  if (item.now > state.postedAt) state.postedAt = item.now;
  writes.transfers.push({
    workspaceId: state.workspaceId,
    postedAt: state.postedAt,
    seq: state.seq,
    kind,
    creditType: lot.creditType,
    from,
    to,
    amount: change < 0n ? -change : change,
    grantId: lot.id,
    balanceAfter: after.remaining,
    debitId: item.kind === "debit" && kind === "debit" ? item.debitId : null,
    eventId,
    actor: kind === "expire" ? "system:expiry" : item.actor,
  });
  writes.touch(state, lot);
}

function balancesOf(state: WorkspaceState, creditTypes: readonly string[], now: Date): Balances {
  const lots = [...state.lots.values()];
  return Object.fromEntries(
    creditTypes.map((type) => [
      type,
      {
        available: formatMicro(availableOf(lots, type, now)),
        held: formatMicro(state.wallets.get(type)?.held ?? 0n),
      },
    ]),
  );
}

function toAmounts(perType: PerType): Amounts {
  return Object.fromEntries(Object.entries(perType).map(([type, amount]) => [type, formatMicro(amount)]));
}
