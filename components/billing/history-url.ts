// The address of the history screens: one list of keys for those who read it and those who link to it.
import { createLoader, createSerializer, parseAsString } from "nuqs/server";
import { screenPath } from "#components/shell/screens.ts";

const keys = { type: parseAsString, kind: parseAsString, grant: parseAsString, after: parseAsString };

export const readHistoryUrl = createLoader(keys);
export type HistoryUrl = Awaited<ReturnType<typeof readHistoryUrl>>;

const query = createSerializer(keys);

export function historyPath(workspaceId: string, url: Partial<HistoryUrl> = {}): string {
  return query(screenPath(workspaceId, "history"), url);
}

/** @param at when it was posted or occurred, where a debit is looked for first */
export function receiptPath(workspaceId: string, debit: string, at: string): string {
  return `${screenPath(workspaceId, "history")}/${debit}?${new URLSearchParams({ at })}`;
}

export function purchasePath(workspaceId: string, purchase: string): string {
  return `${screenPath(workspaceId, "history")}/receipts/${purchase}`;
}
