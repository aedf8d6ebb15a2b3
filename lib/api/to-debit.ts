import type { DebitAnswer } from "#lib/ledger/items.ts";
import { balancesByType, byType } from "./by-type.ts";

type Line = DebitAnswer["lines"][number];

/** What was spent, as the contract answers it: fields in one order, those that say nothing left out. */
export function toDebit({ id, required, spent, balance, coveredQuantity, lines }: Omit<DebitAnswer, "kind">) {
  return {
    id,
    required: byType(required),
    spent: byType(spent),
    balance: balancesByType(balance),
    ...(coveredQuantity !== null && { coveredQuantity }),
    lines: lines.map(toDebitLine),
  };
}

function toDebitLine({ event, ...line }: Line) {
  const { grants, ...rest } = toLine(line);
  return { ...rest, event, grants };
}

/** One line of what was spent or held. */
export function toLine({ feature, quantity, credits, skipped, grants }: Omit<Line, "event">) {
  return {
    feature,
    quantity,
    credits,
    ...(skipped !== "0" && { skipped }),
    grants: grants.map((grant) => ({ id: grant.id, credits: grant.credits })),
  };
}
