// A ledger as simple as it can be: lists in memory, one operation after another, nothing remembered that can be added up.
// Written from the rules of the domain alone, so that where it and the engine agree, both are right or both read the rules wrong.
import type { KeyedItem, PostingItem, PostingOutcome } from "../items.ts";
import { amounts, balances, decimal, heldOf } from "./amounts.ts";
import { emptyWorkspace, heldOfGrant, type ModelWorkspace, move, total } from "./books.ts";
import { capture } from "./capturing.ts";
import type { Setting } from "./setting.ts";
import { endHold, settle, stillHeld } from "./settle.ts";
import { debit, hold } from "./spending.ts";

type Answer = PostingOutcome["result"];
type Posting<Kind extends KeyedItem["kind"]> = Extract<KeyedItem, { kind: Kind }>;

/** Refusals that are no answer: asked again, they are judged again. */
const NOT_KEPT: readonly string[] = ["invalid_request", "not_found"];

/** Micro-credits: what a workspace may keep of one type, spendable or held. */
export const MOST_OF_A_TYPE = 9_000_000_000_000_000_000n;

export class Model {
  readonly workspaces = new Map<string, ModelWorkspace>();

  open(id: string, zone: string): void {
    this.workspaces.set(id, emptyWorkspace(id, zone));
  }

  /** What must become of one item that arrives now. */
  post(item: PostingItem): PostingOutcome {
    const workspace = this.workspaces.get(item.workspaceId);
    if (!workspace) return { replayed: false, result: refused({ code: "not_found" }) };
    if (item.kind === "expire") {
      const expired = settle(workspace, item.now);
      const value = {
        kind: "expire" as const,
        expired: amounts([...expired.keys()], (type) => expired.get(type) ?? 0n),
      };
      return { replayed: false, result: { ok: true, value } };
    }
    const known = workspace.keys.get(item.key);
    if (known?.bodyHash === item.bodyHash) return { replayed: true, result: known.result };
    if (known) return { replayed: false, result: refused({ code: "idempotency_mismatch" }) };
    settle(workspace, item.now);
    const result = decide(workspace, item);
    if (result.ok || !NOT_KEPT.includes(result.error.code))
      workspace.keys.set(item.key, { bodyHash: item.bodyHash, result });
    return { replayed: false, result };
  }

  /** Changes what decides: a pause, a budget, a feature. */
  change(setting: Setting): void {
    const workspace = this.workspaces.get(setting.workspaceId);
    if (!workspace) throw new Error("Only open workspaces have settings");
    if (setting.kind === "pause") workspace.paused = setting.paused;
    else if (setting.kind === "zone") workspace.zone = setting.zone;
    else if (setting.kind === "budget") changeBudget(workspace, setting);
    else changeFeature(workspace, setting);
  }
}

function refused(error: Extract<Answer, { ok: false }>["error"]): Answer {
  return { ok: false, error };
}

function decide(workspace: ModelWorkspace, item: KeyedItem): Answer {
  if (item.kind === "grant") return grant(workspace, item);
  if (item.kind === "void") return voidGrant(workspace, item);
  if (item.kind === "debit") return debit(workspace, item);
  if (item.kind === "hold") return hold(workspace, item);
  const found = workspace.holds.find(({ id }) => id === item.holdId);
  if (!found) return refused({ code: "not_found" });
  if (found.ended) {
    const { how, at } = found.ended;
    return refused({ code: "hold_ended", how, endedAt: at.toISOString() });
  }
  if (item.kind === "capture") return capture(workspace, item, found);
  if (item.kind === "extend") {
    if (item.expiresAt > found.expiresAt) found.expiresAt = item.expiresAt;
    return { ok: true, value: { kind: "extend", id: found.id, expiresAt: found.expiresAt.toISOString() } };
  }
  const kept = stillHeld(found);
  endHold(workspace, found, "released", item.now);
  const released = amounts([...kept.keys()], (type) => kept.get(type) ?? 0n);
  const balance = balances(workspace, [...kept.keys()], item.now);
  return { ok: true, value: { kind: "release", id: found.id, released, balance } };
}

/** What is left of all grants of a type, spendable now, later, or held. */
export function keptOf(workspace: ModelWorkspace, creditType: string): bigint {
  const grants = workspace.grants.filter((other) => other.creditType === creditType);
  return total(grants.map((other) => other.remaining)) + heldOf(workspace, creditType);
}

function grant(workspace: ModelWorkspace, { grant: terms, now }: Posting<"grant">): Answer {
  const { id, creditType, amount, priority, effectiveAt, expiresAt } = terms;
  if (keptOf(workspace, creditType) + amount > MOST_OF_A_TYPE)
    return refused({ code: "invalid_request", errors: [] });
  const balanceBefore = balances(workspace, [creditType], now);
  workspace.grants.push({
    id,
    creditType,
    remaining: amount,
    priority,
    paid: terms.paid !== null,
    effectiveAt,
    expiresAt,
    voided: false,
  });
  move(workspace, "grant", creditType, amount);
  const balance = balances(workspace, [creditType], now);
  return {
    ok: true,
    value: { kind: "grant", id, creditType, amount: decimal(amount), balanceBefore, balance },
  };
}

function voidGrant(workspace: ModelWorkspace, { grantId, now }: Posting<"void">): Answer {
  const found = workspace.grants.find(({ id }) => id === grantId);
  if (!found) return refused({ code: "not_found" });
  const nothingLeft = found.remaining === 0n && heldOfGrant(workspace, found) === 0n;
  if (found.voided || nothingLeft) return refused({ code: "grant_ended" });
  const { id, creditType, remaining } = found;
  const balanceBefore = balances(workspace, [creditType], now);
  move(workspace, "void", creditType, remaining);
  found.remaining = 0n;
  found.voided = true;
  const balance = balances(workspace, [creditType], now);
  return {
    ok: true,
    value: { kind: "void", id, creditType, revoked: decimal(remaining), balanceBefore, balance },
  };
}

function changeBudget(workspace: ModelWorkspace, setting: Extract<Setting, { kind: "budget" }>): void {
  const { id, name, scope, subject, creditType, onReach, limit } = setting;
  const found = workspace.budgets.find(
    (budget) =>
      !budget.ended &&
      budget.scope === scope &&
      budget.subject === subject &&
      budget.creditType === creditType &&
      budget.onReach === onReach,
  );
  if (limit === null) {
    if (found) found.ended = true;
  } else if (found) found.limit = limit;
  else workspace.budgets.push({ id, name, scope, subject, creditType, onReach, limit, ended: false });
}

function changeFeature(workspace: ModelWorkspace, setting: Extract<Setting, { kind: "feature" }>): void {
  const { level, feature, state, endsAt } = setting;
  const list = level === "plan" ? "planFeatures" : "features";
  const others = workspace[list].filter((entry) => entry.feature !== feature);
  workspace[list] = state === null ? others : [...others, { feature, state, endsAt }];
}
