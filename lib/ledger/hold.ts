import type { Credits, MicroQuantity } from "#lib/core/credits.ts";
import type { Month } from "#lib/core/months.ts";
import type { Line } from "#lib/core/rates.ts";
import type { HoldEnd, Spend } from "./items.ts";

/** Credits of one lot that a hold reserved, in the order in which they will burn. */
export type HoldPart = { grantId: string; creditType: string; held: Credits; left: Credits };

/** One line as it was held. `left` is what of its credits was not captured yet. */
export type HoldLine = {
  line: Line;
  creditType: string;
  credits: Credits;
  left: Credits;
  /** An event of it was recorded: what cost nothing is recorded once. */
  recorded: boolean;
  vendorCost: { micro: bigint; currency: string } | null;
};

/** Credits reserved for work in progress. Ends exactly once. */
export type Hold = Spend & {
  id: string;
  actor: string;
  createdAt: Date;
  expiresAt: Date;
  ended: { at: Date; how: HoldEnd } | null;
  /** The local month in which it counts in budgets. */
  month: Month;
  lines: HoldLine[];
  parts: HoldPart[];
  /** Every time it was kept alive longer: when, and until when. */
  extended: { at: string; expiresAt: string }[];
};

/** Micro-credits that are still reserved, per credit type; a type that the hold covers is there with 0n. */
export function leftOf(hold: Hold): Record<string, Credits> {
  const left: Record<string, Credits> = {};
  for (const { creditType } of hold.lines) left[creditType] ??= 0n;
  for (const part of hold.parts) left[part.creditType] = (left[part.creditType] ?? 0n) + part.left;
  return left;
}

type StoredLine = {
  feature: string;
  quantity: string | null;
  unchanged: string;
  tokens: { input: string; cachedInput: string; output: string } | null;
  model: string | null;
  ownKey: boolean;
  creditType: string;
  credits: string;
  left: string;
  recorded: boolean;
  vendorCost: { micro: string; currency: string } | null;
};
type StoredPart = { grant: string; creditType: string; held: string; left: string };

/** JSON of a row: integers as text, since JSON's numbers are not exact. */
export function toStoredLines(lines: readonly HoldLine[]): StoredLine[] {
  return lines.map(({ line, creditType, credits, left, recorded, vendorCost }) => ({
    feature: line.feature,
    quantity: text(line.quantity),
    unchanged: String(line.unchanged),
    tokens: line.tokens && {
      input: String(line.tokens.input),
      cachedInput: String(line.tokens.cachedInput),
      output: String(line.tokens.output),
    },
    model: line.model,
    ownKey: line.ownKey,
    creditType,
    credits: String(credits),
    left: String(left),
    recorded,
    vendorCost: vendorCost && { micro: String(vendorCost.micro), currency: vendorCost.currency },
  }));
}

export function fromStoredLines(lines: readonly StoredLine[]): HoldLine[] {
  return lines.map(({ creditType, credits, left, recorded, vendorCost, ...line }) => ({
    line: {
      ...line,
      quantity: line.quantity === null ? null : BigInt(line.quantity),
      unchanged: BigInt(line.unchanged),
      tokens: line.tokens && {
        input: BigInt(line.tokens.input),
        cachedInput: BigInt(line.tokens.cachedInput),
        output: BigInt(line.tokens.output),
      },
    },
    creditType,
    credits: BigInt(credits),
    left: BigInt(left),
    recorded,
    vendorCost: vendorCost && { micro: BigInt(vendorCost.micro), currency: vendorCost.currency },
  }));
}

export function toStoredParts(parts: readonly HoldPart[]): StoredPart[] {
  return parts.map(({ grantId, creditType, held, left }) => ({
    grant: grantId,
    creditType,
    held: String(held),
    left: String(left),
  }));
}

export function fromStoredParts(parts: readonly StoredPart[]): HoldPart[] {
  return parts.map(({ grant, creditType, held, left }) => ({
    grantId: grant,
    creditType,
    held: BigInt(held),
    left: BigInt(left),
  }));
}

function text(quantity: MicroQuantity | null): string | null {
  return quantity === null ? null : String(quantity);
}
