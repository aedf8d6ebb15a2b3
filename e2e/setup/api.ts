import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { E2E } from "./settings.ts";

type Body = Record<string, unknown>;

/** Calls the HTTP API with the platform key, as a product's backend does. Every write gets a fresh key unless one is given. */
export async function callApi(
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: Body,
  key: string = randomUUID(),
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${E2E.baseUrl}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${E2E.platformApiKey}`,
      ...(body ? { "Content-Type": "application/json", "Idempotency-Key": key } : {}),
    },
    body: body ? JSON.stringify(body) : null,
  });
  return { status: response.status, body: await response.json() };
}

export type StoryWorkspace = { id: string; owner: string; path: string };

/** A new workspace with the starter credits (50 AI, 1,000 automation) and one owner. */
export async function openStoryWorkspace(over: Body = {}): Promise<StoryWorkspace> {
  const id = `story-${randomUUID()}`;
  const owner = `owner@${id}.example`;
  const body = { name: "Story Shop", timeZone: "Europe/Berlin", currency: "EUR", owners: [owner], ...over };
  const { status } = await callApi("PUT", `/workspaces/${id}`, body);
  expect(status).toBe(201);
  return { id, owner, path: `/w/${id}` };
}

/** Grants promo credits. `amount` is a decimal string. */
export async function grant(
  workspace: StoryWorkspace,
  creditType: string,
  amount: string,
  over: Body = {},
): Promise<string> {
  const body = { creditType, amount, source: "promo", reason: "Story", ...over };
  const answer = await callApi("POST", `/workspaces/${workspace.id}/grants`, body);
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

/** Debits `quantity` of one feature. */
export async function debit(
  workspace: StoryWorkspace,
  feature: string,
  quantity: number,
  over: Body = {},
): Promise<Body> {
  const body = { lines: [{ feature, quantity }], ...over };
  const answer = await callApi("POST", `/workspaces/${workspace.id}/debits`, body);
  expect(answer.status).toBe(201);
  return answer.body;
}

type Balance = { credits: Record<string, { available: string; held: string }> };

/** What the ledger says is available, per credit type: the number every screen must show. */
export async function availableOf(workspace: StoryWorkspace): Promise<Record<string, string>> {
  const response = await fetch(`${E2E.baseUrl}/api/v1/workspaces/${workspace.id}/balance`, {
    headers: { Authorization: `Bearer ${E2E.platformApiKey}` },
  });
  expect(response.status).toBe(200);
  const balance: Balance = await response.json();
  return Object.fromEntries(
    Object.entries(balance.credits).map(([type, { available }]) => [type, available]),
  );
}

/** "1234.5" as screens write it: "1,234.5". */
export function shown(credits: string): string {
  const [whole = "0", fraction] = credits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction ? `${grouped}.${fraction}` : grouped;
}
