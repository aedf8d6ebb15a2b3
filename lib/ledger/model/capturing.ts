// Captures: what a hold keeps is spent, the rest given back, what it lacks taken from the balance.
import type { Line, PricedLine } from "#lib/core/rates.ts";
import type { CaptureItem, PostingOutcome } from "../items.ts";
import { amounts, balances, costOf, creditTypesOf, lineAnswer } from "./amounts.ts";
import { heldByHold, type ModelHold, type ModelWorkspace, move, type Part } from "./books.ts";
import { burn, gate } from "./gate.ts";
import { localDay, localMonth } from "./local-time.ts";
import { endHold, stillHeld } from "./settle.ts";

type Answer = PostingOutcome["result"];

export function capture(workspace: ModelWorkspace, item: CaptureItem, found: ModelHold): Answer {
  const { now } = item;
  const lines = item.lines ?? linesLeft(found);
  const types = creditTypesOf(lines);
  const over = linesOver(found, lines);
  if (over.length > 0) {
    const refusal = overRefusal(workspace, item, found, over, lines);
    if (refusal) return refusal;
  }
  const answers = lines.map((priced, index) => {
    const parts = captureLine(workspace, found, priced, now);
    return { ...lineAnswer(priced, parts), event: item.eventIds[index] ?? "" };
  });
  for (const line of found.lines) line.recorded = true;
  const kept = stillHeld(found);
  if (!item.partial) endHold(workspace, found, "captured", now);
  const allTypes = [...new Set([...types, ...kept.keys()])].sort();
  const required = amounts(allTypes, (type) => costOf(lines, type));
  const value = {
    kind: "capture" as const,
    id: item.debitId,
    required,
    spent: required,
    balance: balances(workspace, allTypes, now),
    coveredQuantity: null,
    lines: answers,
    hold: {
      id: found.id,
      open: item.partial,
      held: amounts([...kept.keys()], (type) => heldByHold(found, type)),
      released: item.partial ? {} : amounts([...kept.keys()], (type) => kept.get(type) ?? 0n),
    },
  };
  return { ok: true, value };
}

/** What a capture without lines records: each line of the hold with what is left of it, its quantities in proportion. */
function linesLeft(found: ModelHold): PricedLine[] {
  const kept: PricedLine[] = [];
  for (const { priced, left, recorded } of found.lines) {
    const isFree = priced.credits === 0n;
    if (isFree && !recorded) kept.push(priced);
    if (left === 0n) continue;
    const share = (quantity: bigint) => (quantity * left) / priced.credits;
    kept.push({ ...priced, line: shareOfLine(priced.line, share), credits: left });
  }
  return kept;
}

function shareOfLine(line: Line, share: (quantity: bigint) => bigint): Line {
  const { quantity, unchanged, tokens } = line;
  return {
    ...line,
    quantity: quantity === null ? null : share(quantity),
    unchanged: share(unchanged),
    tokens: tokens && {
      input: share(tokens.input),
      cachedInput: share(tokens.cachedInput),
      output: share(tokens.output),
    },
  };
}

/** The lines that the hold does not cover, each with the credits it lacks. */
function linesOver(found: ModelHold, lines: readonly PricedLine[]): PricedLine[] {
  const over: PricedLine[] = [];
  for (const type of creditTypesOf(lines)) {
    let left = heldByHold(found, type);
    for (const priced of lines.filter((line) => line.rate.creditType === type)) {
      const lacking = priced.credits > left ? priced.credits - left : 0n;
      left -= priced.credits - lacking;
      if (lacking > 0n) over.push({ ...priced, credits: lacking });
    }
  }
  return over;
}

function overRefusal(
  workspace: ModelWorkspace,
  item: CaptureItem,
  found: ModelHold,
  over: readonly PricedLine[],
  lines: readonly PricedLine[],
): Answer | null {
  if (!item.allowOver) {
    const heldTypes = [...stillHeld(found).keys()];
    const types = [...new Set([...creditTypesOf(lines), ...heldTypes])].sort();
    const held = amounts(heldTypes, (type) => heldByHold(found, type));
    const required = amounts(types, (type) => costOf(lines, type));
    return { ok: false, error: { code: "capture_exceeds_hold", held, required } };
  }
  const month = localMonth(item.now, workspace.zone);
  const ask = { lines: over, mode: "all" as const, who: found.who, month, authorised: true };
  // What it held is spent in the month of the capture, too, before what exceeds it.
  const holds = workspace.holds.map((hold) => (hold === found ? { ...hold, month } : hold));
  const allowed = gate({ ...workspace, holds }, ask, item.now);
  return "code" in allowed ? { ok: false, error: allowed } : null;
}

/** Spends one line: out of the hold's parts of its type in the order they were held, then from the balance. */
function captureLine(workspace: ModelWorkspace, found: ModelHold, priced: PricedLine, now: Date): Part[] {
  const creditType = priced.rate.creditType;
  const taken: Part[] = [];
  let lacking = priced.credits;
  for (const part of found.parts) {
    if (part.grant.creditType !== creditType) continue;
    const credits = part.credits < lacking ? part.credits : lacking;
    if (credits > 0n) taken.push({ grant: part.grant, credits });
    part.credits -= credits;
    lacking -= credits;
  }
  found.parts = found.parts.filter((part) => part.credits > 0n);
  takeFromLines(found, priced, priced.credits - lacking);
  move(workspace, "capture", creditType, priced.credits - lacking);
  move(workspace, "debit", creditType, lacking);
  const day = localDay(now, workspace.zone);
  workspace.events.push({ who: found.who, day, creditType, credits: priced.credits });
  return [...taken, ...burn(workspace, creditType, lacking, now)];
}

/** What was captured for a feature is no longer left of the lines held for it, nor of other lines where these had less. */
function takeFromLines(found: ModelHold, { rate }: PricedLine, credits: bigint): void {
  const sameType = found.lines.filter((line) => line.priced.rate.creditType === rate.creditType);
  const own = sameType.filter((line) => line.priced.rate.feature === rate.feature);
  const others = sameType.filter((line) => line.priced.rate.feature !== rate.feature);
  let captured = credits;
  for (const line of [...own, ...others]) {
    const used = line.left < captured ? line.left : captured;
    line.left -= used;
    captured -= used;
  }
}
