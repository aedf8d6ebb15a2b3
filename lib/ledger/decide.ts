// Law: items are decided one after another against the state the earlier ones left, so an item that fails leaves nothing
// behind and its neighbours are as they would be alone. Touches nothing outside the state it is given.

import { type Credits, formatMicro, MAX_WALLET } from "#lib/core/credits.ts";
import { invalidField } from "#lib/core/invalid-request.ts";
import { err, ok } from "#lib/core/result.ts";
import { balancesOf, toAmounts } from "./amounts.ts";
import { fromAnswerText, toAnswerText } from "./answer-text.ts";
import type { Answers } from "./answers.ts";
import { capture } from "./decide-capture.ts";
import { extend, hold, release } from "./decide-hold.ts";
import { debit } from "./decide-spend.ts";
import { settleDue } from "./due.ts";
import type { GrantItem, KeyedItem, PostingItem, PostingOutcome, VoidItem } from "./items.ts";
import { type Context, issue, revoke } from "./moves.ts";
import type { LotState, WorkspaceState } from "./state.ts";
import type { Writes } from "./writes.ts";

type Decision = PostingOutcome["result"];

/** What becomes of an item in a workspace that does not exist. */
export const NOWHERE: PostingOutcome = { replayed: false, result: err({ code: "not_found" }) };

/**
 * Decides one item, moves the state on, and adds to `writes` what must be stored for it. The state knows all that the item
 * needs (`missingFor` answers null); undefined for a workspace that does not exist.
 */
export function decide(
  state: WorkspaceState | undefined,
  item: PostingItem,
  answers: Answers,
  writes: Writes,
): PostingOutcome {
  if (!state) return NOWHERE;
  const known = item.kind === "expire" ? null : recall(answers, item);
  if (known) return known;
  const at = state.instantOf(item);
  const context: Context = { state, at, actor: item.actor, writes };
  beginDay(context);
  const expired = settleDue(context);
  if (item.kind === "expire") {
    return { replayed: false, result: ok({ kind: "expire", expired: toAmounts(expired) }) };
  }
  const result = perform(context, item);
  if (isKept(result)) {
    const answer = toAnswerText(result);
    answers.keep(item.workspaceId, item.key, { bodyHash: item.bodyHash, answer });
    writes.answer(state, item, answer, at);
  }
  return { replayed: false, result };
}

/** What is kept under the item's key, as its outcome; null for nothing. */
export function recall(answers: Answers, { workspaceId, key, bodyHash }: KeyedItem): PostingOutcome | null {
  const known = answers.find(workspaceId, key);
  if (!known) return null;
  if (known.bodyHash !== bodyHash) return { replayed: false, result: err({ code: "idempotency_mismatch" }) };
  return { replayed: true, result: fromAnswerText(known.answer) };
}

/** True for what `recall` made: it was not decided now. */
export function isRecalled({ replayed, result }: PostingOutcome): boolean {
  return replayed || (!result.ok && result.error.code === "idempotency_mismatch");
}

/** What is wrong in form or names nothing was not decided by the balance: its key stays free (decision 0002). */
export function isKept(result: Decision): boolean {
  return result.ok || (result.error.code !== "invalid_request" && result.error.code !== "not_found");
}

const DAY_MS = 86_400_000;

function beginDay({ state, at, writes }: Context): void {
  const day = Math.floor(at.getTime() / DAY_MS);
  if (day > Math.floor(state.postedAt.getTime() / DAY_MS)) {
    writes.dayBegins(state, new Date(day * DAY_MS).toISOString().slice(0, 10));
  } else writes.begin(state);
}

function perform(context: Context, item: KeyedItem): Decision {
  switch (item.kind) {
    case "grant":
      return grant(context, item);
    case "debit":
      return debit(context, item);
    case "hold":
      return hold(context, item);
    case "capture":
      return capture(context, item);
    case "release":
      return release(context, item);
    case "extend":
      return extend(context, item);
    case "void":
      return voidGrant(context, item);
  }
}

function grant(context: Context, item: GrantItem): Decision {
  const { state, at, writes } = context;
  const { id, creditType, amount } = item.grant;
  if (isTooMuch(state, creditType, amount)) {
    return invalidField("amount", "Would take the workspace above 9,000,000,000,000 credits of this type");
  }
  const paid = item.grant.paid !== null && item.grant.paid.amountMinor > 0n;
  const { source, priority, effectiveAt, expiresAt } = item.grant;
  const terms = { id, creditType, source, priority, effectiveAt, expiresAt, paid };
  const lot: LotState = { ...terms, remaining: 0n, held: 0n, voided: false, movedAt: at };
  const balanceBefore = balancesOf(state, [creditType], at);
  writes.grant(state, item, at);
  issue(context, lot, amount);
  state.addLot(lot);
  const balance = balancesOf(state, [creditType], at);
  return ok({ kind: "grant", id, creditType, amount: formatMicro(amount), balanceBefore, balance });
}

function isTooMuch(state: WorkspaceState, creditType: string, amount: Credits): boolean {
  const { remaining, held } = state.walletOf(creditType);
  return remaining + held + amount > MAX_WALLET;
}

function voidGrant(context: Context, item: VoidItem): Decision {
  const { state, at, writes } = context;
  const lot = state.lots.get(item.grantId);
  if (!lot) return err({ code: "not_found" });
  const { id, creditType, remaining, held } = lot;
  if (lot.voided || (remaining === 0n && held === 0n)) return err({ code: "grant_ended" });
  const balanceBefore = balancesOf(state, [creditType], at);
  // All of it may be held; then what comes back is taken back when it does.
  const revoked = formatMicro(remaining > 0n ? revoke(context, lot) : 0n);
  lot.voided = true;
  writes.voided(state, id, at);
  const balance = balancesOf(state, [creditType], at);
  return ok({ kind: "void", id, creditType, revoked, balanceBefore, balance });
}
