// Every way credits move, each one transfer: the lot, the wallet and the workspace's sequence move together, in memory as later in
// the tables.

import type { Credits } from "#lib/core/credits.ts";
import { planExpiry } from "#lib/core/grants.ts";
import { invariant } from "#lib/core/invariant.ts";
import { type Hold, type HoldPart, leftOf } from "./hold.ts";
import type { LotState, WorkspaceState } from "./state.ts";
import type { TransferRow, Writes } from "./writes.ts";

/** The posting under way: on what, when and by whom. */
export type Context = { state: WorkspaceState; at: Date; actor: string; writes: Writes };

type Move = Pick<TransferRow, "kind" | "from" | "to" | "amount"> & {
  lot: LotState;
  /** What it does to the lot's remaining and held credits. */
  remaining: Credits;
  held: Credits;
  debitId?: string;
  eventId?: string;
  holdId?: string;
  actor?: string;
};

function move({ state, at, actor, writes }: Context, { lot, remaining, held, ...transfer }: Move): void {
  const wallet = state.walletOf(lot.creditType);
  lot.remaining += remaining;
  lot.held += held;
  lot.movedAt = at;
  wallet.remaining += remaining;
  wallet.held += held;
  state.seq += 1n;
  state.postedAt = at;
  const { kind, from, to, amount, debitId = null, eventId = null, holdId = null } = transfer;
  const row = { kind, from, to, amount, debitId, eventId, holdId, actor: transfer.actor ?? actor };
  const { creditType, id: grantId } = lot;
  writes.transfer(
    state,
    { ...row, seq: state.seq, postedAt: at, creditType, grantId, balanceAfter: wallet.remaining },
    lot,
  );
}

/** Fills a new lot. */
export function issue(context: Context, lot: LotState, amount: Credits): void {
  const accounts = { from: `issued:${lot.source}`, to: `grant:${lot.id}` };
  move(context, { kind: "grant", ...accounts, lot, amount, remaining: amount, held: 0n });
}

type Spending = { lot: LotState; amount: Credits; debitId: string; eventId: string };

export function spend(context: Context, { lot, amount, ...ids }: Spending): void {
  const accounts = { from: `grant:${lot.id}`, to: "spent" };
  move(context, { kind: "debit", ...accounts, lot, amount, remaining: -amount, held: 0n, ...ids });
}

export function reserve(context: Context, lot: LotState, amount: Credits, holdId: string): void {
  const accounts = { from: `grant:${lot.id}`, to: `hold:${holdId}` };
  move(context, { kind: "hold", ...accounts, lot, amount, remaining: -amount, held: amount, holdId });
}

type Capturing = { part: HoldPart; amount: Credits; holdId: string; debitId: string; eventId: string };

export function capturePart(context: Context, { part, amount, ...ids }: Capturing): void {
  const accounts = { from: `hold:${ids.holdId}`, to: "spent" };
  const lot = lotOf(context.state, part);
  part.left -= amount;
  move(context, { kind: "capture", ...accounts, lot, amount, remaining: 0n, held: -amount, ...ids });
}

/** Takes back what is left of a lot; `hold` names the one it came back from. Returns how much. */
export function revoke(context: Context, lot: LotState, hold: { holdId?: string } = {}): Credits {
  const amount = lot.remaining;
  const accounts = { from: `grant:${lot.id}`, to: "revoked" };
  move(context, { kind: "void", ...accounts, lot, amount, remaining: -amount, held: 0n, ...hold });
  return amount;
}

/**
 * Gives back all that a hold still has, to the lots it came from. What comes back to a lot that was taken back meanwhile is
 * taken back; what comes back to one that has expired, expires next.
 * @returns micro-credits per credit type
 */
export function giveBack(context: Context, hold: Hold, actor: string): Record<string, Credits> {
  const released = leftOf(hold);
  for (const part of hold.parts) {
    const amount = part.left;
    if (amount === 0n) continue;
    const lot = lotOf(context.state, part);
    const accounts = { from: `hold:${hold.id}`, to: `grant:${lot.id}` };
    part.left = 0n;
    const change = { lot, amount, remaining: amount, held: -amount, holdId: hold.id, actor };
    move(context, { kind: "release", ...accounts, ...change });
    if (lot.voided) revoke(context, lot, { holdId: hold.id });
    context.state.dueBy(lot.expiresAt);
  }
  for (const line of hold.lines) line.left = 0n;
  context.writes.hold(context.state, hold);
  return released;
}

/** Moves out what has expired by now. Returns micro-credits per credit type. */
export function expireLots(context: Context): Record<string, Credits> {
  const expired: Record<string, Credits> = {};
  for (const { lot, amount } of planExpiry(context.state.openLots, context.at)) {
    const own = context.state.lots.get(lot.id);
    invariant(own, "what expires is a lot of this workspace");
    const accounts = { from: `grant:${lot.id}`, to: "expired" };
    const change = { lot: own, amount, remaining: -amount, held: 0n, actor: "system:expiry" };
    move(context, { kind: "expire", ...accounts, ...change });
    expired[lot.creditType] = (expired[lot.creditType] ?? 0n) + amount;
  }
  return expired;
}

function lotOf(state: WorkspaceState, part: HoldPart): LotState {
  const lot = state.lots.get(part.grantId);
  invariant(lot, "a hold's part comes from a lot that keeps it");
  return lot;
}
