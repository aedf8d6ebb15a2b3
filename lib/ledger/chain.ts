// The proof chain: what one flush wrote for a workspace is hashed together with the hash before it, so that no row can be
// changed, added or removed later without every hash after it being wrong. The form is documented in docs/proof-chain.md.

import { hash } from "node:crypto";
import type { LocalDay } from "#lib/core/months.ts";

/** A transfer as the chain proves it: what is not here follows from it (the accounts from the kind, the debit from the event). */
export type ChainedTransfer = {
  seq: bigint;
  postedAt: Date;
  kind: string;
  creditType: string;
  amount: bigint;
  grantId: string;
  balanceAfter: bigint;
  eventId: string | null;
  holdId: string | null;
  actor: string;
};

/** A usage event as the chain proves it: all that is decided when it is recorded. Its outcome may change later, so it is not here. */
export type ChainedEvent = {
  eventId: string;
  debitId: string;
  holdId: string | null;
  occurredAt: Date;
  day: LocalDay;
  feature: string;
  creditType: string;
  quantity: bigint;
  unchanged: bigint;
  inputTokens: bigint | null;
  cachedInputTokens: bigint | null;
  outputTokens: bigint | null;
  model: string | null;
  ownKey: boolean;
  credits: bigint;
  rateVersion: number;
  agent: string;
  job: string;
  run: string;
  source: string;
  actor: string;
  vendorCost: bigint | null;
  vendorCurrency: string | null;
};

/** One line of the canonical form. Texts that people chose are JSON strings, so no text can pass for another line. */
export function transferLine(row: ChainedTransfer): string {
  const { seq, kind, amount, grantId, balanceAfter, eventId, holdId } = row;
  return `transfer ${seq} ${row.postedAt.getTime()} ${kind} ${quote(row.creditType)} ${amount} ${grantId} ${balanceAfter} ${eventId} ${holdId} ${quote(row.actor)}\n`;
}

export function eventLine(row: ChainedEvent): string {
  const { eventId, debitId, holdId, day, quantity, unchanged, ownKey, credits, rateVersion, source } = row;
  const { inputTokens, cachedInputTokens, outputTokens, vendorCost, vendorCurrency } = row;
  return `event ${eventId} ${debitId} ${holdId} ${row.occurredAt.getTime()} ${day} ${quote(row.feature)} ${quote(row.creditType)} ${quantity} ${unchanged} ${inputTokens} ${cachedInputTokens} ${outputTokens} ${quote(row.model)} ${ownKey} ${credits} ${rateVersion} ${quote(row.agent)} ${quote(row.job)} ${quote(row.run)} ${source} ${quote(row.actor)} ${vendorCost} ${vendorCurrency}\n`;
}

const MOST_QUOTED = 1_000;
const quoted = new Map<string | null, string>();

/** The same few texts come again and again. */
function quote(text: string | null): string {
  const known = quoted.get(text);
  if (known !== undefined) return known;
  if (quoted.size >= MOST_QUOTED) quoted.clear();
  const json = JSON.stringify(text);
  quoted.set(text, json);
  return json;
}

/**
 * The hash of a posting.
 * @param transfers their lines in the order of seq
 * @param events their lines, in any order: they are hashed in the order of their ids, with which each begins
 * @returns 32 bytes
 */
export function hashPosting(
  workspaceId: string,
  number: bigint,
  previous: Buffer,
  transfers: readonly string[],
  events: readonly string[],
): Buffer {
  const head = `headroom posting 1 ${JSON.stringify(workspaceId)} ${number} ${previous.toString("hex")}\n`;
  const sorted = isSorted(events) ? events : events.toSorted();
  return hash("sha256", head + transfers.join("") + sorted.join(""), "buffer");
}

function isSorted(lines: readonly string[]): boolean {
  for (let index = 1; index < lines.length; index += 1) {
    if ((lines[index - 1] ?? "") > (lines[index] ?? "")) return false;
  }
  return true;
}
