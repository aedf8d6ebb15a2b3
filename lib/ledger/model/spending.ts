import type { DebitItem, HoldItem, PostingOutcome } from "../items.ts";
import { amounts, balances, costOf, creditTypesOf, lineAnswer } from "./amounts.ts";
import { type ModelWorkspace, move, type Spender } from "./books.ts";
import { burn, gate } from "./gate.ts";
import { localDay, localMonth } from "./local-time.ts";

type Answer = PostingOutcome["result"];

function spenderOf({ agent, job, actor, apiKey }: DebitItem | HoldItem): Spender {
  return { agent, job, member: actor, key: apiKey };
}

export function debit(workspace: ModelWorkspace, item: DebitItem): Answer {
  const { request, now, occurredAt } = item;
  const who = spenderOf(item);
  const day = localDay(occurredAt, workspace.zone);
  const allowed = gate(workspace, { ...request, who, month: day.slice(0, 7), authorised: false }, now);
  if ("code" in allowed) return { ok: false, error: allowed };
  const types = creditTypesOf(request.lines);
  const lines = allowed.lines.map((priced, index) => {
    const creditType = priced.rate.creditType;
    const parts = burn(workspace, creditType, priced.credits, now);
    move(workspace, "debit", creditType, priced.credits);
    workspace.events.push({ who, day, creditType, credits: priced.credits });
    return { ...lineAnswer(priced, parts), event: item.eventIds[index] ?? "" };
  });
  const value = {
    kind: "debit" as const,
    id: item.debitId,
    required: amounts(types, (type) => costOf(request.lines, type)),
    spent: amounts(types, (type) => costOf(allowed.lines, type)),
    balance: balances(workspace, types, now),
    coveredQuantity: allowed.coveredQuantity,
    lines,
  };
  return { ok: true, value };
}

export function hold(workspace: ModelWorkspace, item: HoldItem): Answer {
  const { request, now, expiresAt } = item;
  const who = spenderOf(item);
  const month = localMonth(now, workspace.zone);
  const allowed = gate(workspace, { ...request, who, month, authorised: false }, now);
  if ("code" in allowed) return { ok: false, error: allowed };
  const types = creditTypesOf(request.lines);
  const lines = allowed.lines.map((priced) => {
    move(workspace, "hold", priced.rate.creditType, priced.credits);
    return { priced, parts: burn(workspace, priced.rate.creditType, priced.credits, now) };
  });
  workspace.holds.push({
    id: item.holdId,
    who,
    month,
    expiresAt,
    lines: lines.map(({ priced }) => ({ priced, left: priced.credits, recorded: false })),
    parts: lines.flatMap(({ parts }) => parts.map((part) => ({ ...part }))),
    ended: null,
  });
  const value = {
    kind: "hold" as const,
    id: item.holdId,
    required: amounts(types, (type) => costOf(request.lines, type)),
    held: amounts(types, (type) => costOf(allowed.lines, type)),
    expiresAt: expiresAt.toISOString(),
    balance: balances(workspace, types, now),
    coveredQuantity: allowed.coveredQuantity,
    lines: lines.map(({ priced, parts }) => lineAnswer(priced, parts)),
  };
  return { ok: true, value };
}
