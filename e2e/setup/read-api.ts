import { expect } from "@playwright/test";
import type { StoryWorkspace } from "./api.ts";
import { E2E } from "./settings.ts";

type Usage = { total: Record<string, string>; rows: { events: number }[]; timeZone: string };
type LedgerRow = { kind: string; amount: string; balanceAfter: string; debit: string | null };

/** What the API says of a workspace's use in a month; `query` as "?job=feed". */
export async function usageOf({ id }: Pick<StoryWorkspace, "id">, query = "") {
  const { total, rows, timeZone }: Usage = await readApi(`/workspaces/${id}/usage${query}`);
  return { credits: total, events: rows.reduce((sum, day) => sum + day.events, 0), timeZone };
}

/** The newest rows of a workspace's ledger, at most 200; `query` as "&kind=debit". */
export async function ledgerOf({ id }: Pick<StoryWorkspace, "id">, query = ""): Promise<LedgerRow[]> {
  const page: { rows: LedgerRow[] } = await readApi(`/workspaces/${id}/ledger?limit=200${query}`);
  return page.rows;
}

async function readApi<T>(path: string): Promise<T> {
  const response = await fetch(`${E2E.baseUrl}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${E2E.platformApiKey}` },
  });
  expect(response.status).toBe(200);
  return response.json();
}
