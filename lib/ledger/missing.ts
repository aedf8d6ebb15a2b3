import type { Month } from "#lib/core/months.ts";
import { monthOf } from "#lib/core/months.ts";
import type { PostingItem } from "./items.ts";
import type { WorkspaceState } from "./state.ts";

/** How far ahead holds are read that will expire: a minute's postings share one look. */
const AHEAD_MS = 60_000;

/** What must be read before an item can be decided. */
export type Missing = {
  /** Open holds that expire before this instant. */
  holdsUntil: Date | null;
  holds: string[];
  grants: string[];
  /** Months whose budgets must be known. */
  months: Month[];
};

/** What `item` reads and `state` does not know yet; null when it can be decided. */
export function missingFor(state: WorkspaceState, item: PostingItem): Missing | null {
  const at = state.instantOf(item);
  const holdsUntil = at.getTime() >= state.holdsKnownUntil ? new Date(at.getTime() + AHEAD_MS) : null;
  const holds =
    "holdId" in item && item.kind !== "hold" && !state.holds.has(item.holdId) ? [item.holdId] : [];
  const grants = item.kind === "void" && !isLotKnown(state, item.grantId) ? [item.grantId] : [];
  const months = state.stored.budgets.length === 0 ? [] : monthsOf(state, item, at);
  if (!holdsUntil && holds.length === 0 && grants.length === 0 && months.length === 0) return null;
  return { holdsUntil, holds, grants, months };
}

function isLotKnown(state: WorkspaceState, grantId: string): boolean {
  return state.lots.has(grantId) || state.unknownLots.has(grantId);
}

function monthsOf(state: WorkspaceState, item: PostingItem, at: Date): Month[] {
  const { timeZone } = state.stored;
  const months = new Set<Month>();
  if (item.kind === "debit") months.add(monthOf(item.occurredAt, timeZone));
  if (item.kind === "hold" || item.kind === "capture") months.add(monthOf(at, timeZone));
  if ("holdId" in item) {
    const hold = state.holds.get(item.holdId);
    if (hold) months.add(hold.month);
  }
  if (state.mayBeDue(at)) {
    for (const hold of state.holds.values()) {
      if (hold && !hold.ended && hold.expiresAt <= at) months.add(hold.month);
    }
  }
  return [...months].filter((month) => !state.budgetUse.has(month));
}
