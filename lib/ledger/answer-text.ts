// The answers kept under keys, as text. Most are of debits, and a key's row is the longest that a debit writes: so the answer
// to a debit is a list without names, half as long and half as dear as what it says. All others are the JSON they are.

import type { Amounts, Balances, DebitAnswer, PostingOutcome } from "./items.ts";

type Result = PostingOutcome["result"];
type Line = DebitAnswer["lines"][number];

/** What of one credit type was required, spent (null: nothing was to be), and is left: available, held. */
type TypeList = [type: string, required: string, spent: string | null, available: string, held: string];
type LineList = [
  feature: string,
  quantity: string,
  credits: string,
  skipped: string,
  event: string,
  grants: [id: string, credits: string][],
];
type DebitList = ["debit", id: string, coveredQuantity: string | null, types: TypeList[], lines: LineList[]];

/** The text to keep of a result: a JSON list for what a debit did, the JSON of the result for everything else. */
export function toAnswerText(result: Result): string {
  return JSON.stringify(result.ok && result.value.kind === "debit" ? toList(result.value) : result);
}

/** The result that `toAnswerText` made the text of, its fields in the same order. */
export function fromAnswerText(text: string): Result {
  const kept: DebitList | Result = JSON.parse(text);
  return Array.isArray(kept) ? { ok: true, value: fromList(kept) } : kept;
}

function toList({ id, required, spent, balance, coveredQuantity, lines }: DebitAnswer): DebitList {
  const types: TypeList[] = [];
  for (const type in required) {
    const { available, held } = balance[type] ?? { available: "0", held: "0" };
    types.push([type, required[type] ?? "0", spent[type] ?? null, available, held]);
  }
  return ["debit", id, coveredQuantity, types, lines.map(toLineList)];
}

function toLineList({ feature, quantity, credits, skipped, event, grants }: Line): LineList {
  return [feature, quantity, credits, skipped, event, grants.map((grant) => [grant.id, grant.credits])];
}

function fromList([kind, id, coveredQuantity, types, lines]: DebitList): DebitAnswer {
  const required: Amounts = {};
  const spentOf: Amounts = {};
  const balance: Balances = {};
  for (const [type, asked, spent, available, held] of types) {
    required[type] = asked;
    if (spent !== null) spentOf[type] = spent;
    balance[type] = { available, held };
  }
  return { kind, id, required, spent: spentOf, balance, coveredQuantity, lines: lines.map(fromLineList) };
}

function fromLineList([feature, quantity, credits, skipped, event, grants]: LineList): Line {
  const parts = grants.map(([id, taken]) => ({ id, credits: taken }));
  return { feature, quantity, credits, skipped, grants: parts, event };
}
