import type { Line, PricedLine } from "#lib/core/rates.ts";
import type { Amounts, Balances } from "../items.ts";
import { heldOfGrant, type ModelGrant, type ModelWorkspace, type Part, total } from "./books.ts";

/** 12_500_000n is "12.5". */
export function decimal(micro: bigint): string {
  const digits = micro.toString().padStart(7, "0");
  const whole = digits.slice(0, -6);
  const fraction = digits.slice(-6).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

export function creditTypesOf(lines: readonly PricedLine[]): string[] {
  return [...new Set(lines.map((line) => line.rate.creditType))].sort();
}

/** An amount for each of the types, as answers carry them. */
export function amounts(types: readonly string[], of: (creditType: string) => bigint): Amounts {
  return Object.fromEntries(types.map((type) => [type, decimal(of(type))]));
}

export function costOf(lines: readonly PricedLine[], creditType: string): bigint {
  return total(lines.filter((line) => line.rate.creditType === creditType).map((line) => line.credits));
}

export function isSpendable(grant: ModelGrant, now: Date): boolean {
  return grant.effectiveAt <= now && (grant.expiresAt === null || now < grant.expiresAt);
}

export function availableOf(workspace: ModelWorkspace, creditType: string, now: Date): bigint {
  const grants = workspace.grants.filter(
    (grant) => grant.creditType === creditType && isSpendable(grant, now),
  );
  return total(grants.map((grant) => grant.remaining));
}

export function heldOf(workspace: ModelWorkspace, creditType: string): bigint {
  const grants = workspace.grants.filter((grant) => grant.creditType === creditType);
  return total(grants.map((grant) => heldOfGrant(workspace, grant)));
}

export function balances(workspace: ModelWorkspace, types: readonly string[], now: Date): Balances {
  const balanceOf = (type: string) => ({
    available: decimal(availableOf(workspace, type, now)),
    held: decimal(heldOf(workspace, type)),
  });
  return Object.fromEntries(types.map((type) => [type, balanceOf(type)]));
}

/** What a line processed: its quantity, or its tokens together. */
export function quantityOf(line: Line): bigint {
  if (line.tokens === null) return line.quantity ?? 0n;
  return line.tokens.input + line.tokens.cachedInput + line.tokens.output;
}

/** One line of an answer: what it was, what it took, and from which grants. */
export function lineAnswer({ line }: PricedLine, parts: readonly Part[]) {
  return {
    feature: line.feature,
    quantity: decimal(quantityOf(line)),
    credits: decimal(total(parts.map((part) => part.credits))),
    skipped: decimal(line.unchanged),
    grants: parts.map((part) => ({ id: part.grant.id, credits: decimal(part.credits) })),
  };
}
