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

/** What is not there. */
const NONE = "null";

/**
 * One line of the canonical form, without its end. Texts that people chose are JSON strings, so no text can pass for another
 * line. Joined, not added up: a sum would keep all its parts until the posting is hashed.
 */
export function transferLine(row: ChainedTransfer): string {
  return [
    "transfer",
    row.seq,
    row.postedAt.getTime(),
    row.kind,
    quote(row.creditType),
    row.amount,
    row.grantId,
    row.balanceAfter,
    row.eventId ?? NONE,
    row.holdId ?? NONE,
    quote(row.actor),
  ].join(" ");
}

export function eventLine(row: ChainedEvent): string {
  return [
    "event",
    row.eventId,
    row.debitId,
    row.holdId ?? NONE,
    row.occurredAt.getTime(),
    row.day,
    quote(row.feature),
    quote(row.creditType),
    row.quantity,
    row.unchanged,
    row.inputTokens ?? NONE,
    row.cachedInputTokens ?? NONE,
    row.outputTokens ?? NONE,
    quote(row.model),
    row.ownKey,
    row.credits,
    row.rateVersion,
    quote(row.agent),
    quote(row.job),
    quote(row.run),
    row.source,
    quote(row.actor),
    row.vendorCost ?? NONE,
    row.vendorCurrency ?? NONE,
  ].join(" ");
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

/** The hash before a workspace's first posting. Hashes are texts of 64 hexadecimal digits: a buffer costs twice as much. */
export const FIRST_HASH = "0".repeat(64);

/**
 * The hash of a posting, 64 hexadecimal digits.
 * @param previous that of the posting before
 * @param transfers their lines in the order of seq
 * @param events their lines, in any order: they are hashed in the order of their ids, with which each begins
 */
export function hashPosting(
  workspaceId: string,
  number: bigint,
  previous: string,
  transfers: readonly string[],
  events: readonly string[],
): string {
  const head = `headroom posting 1 ${JSON.stringify(workspaceId)} ${number} ${previous}`;
  const sorted = isSorted(events) ? events : events.toSorted();
  return hash("sha256", [head, ...transfers, ...sorted, ""].join("\n"), "hex");
}

function isSorted(lines: readonly string[]): boolean {
  for (let index = 1; index < lines.length; index += 1) {
    if ((lines[index - 1] ?? "") > (lines[index] ?? "")) return false;
  }
  return true;
}
