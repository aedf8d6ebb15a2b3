// For tests: a workspace of one's own, and ways to spend in it, through the commands.
import { expect } from "vitest";
import { debit } from "#lib/commands/debit.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import type { SpendRequest } from "#lib/commands/spend.ts";
import { parseMicro } from "#lib/core/credits.ts";
import type { UserViewer, Viewer } from "#lib/core/viewer.ts";

export const platform: Viewer = { kind: "platform", keyId: null };
export const NOW = new Date("2026-11-21T12:00:00.000Z");
export const stranger: UserViewer = {
  kind: "user",
  userId: "u",
  email: "u@else.example",
  name: null,
  isPlatformAdmin: false,
  memberships: [],
};

let count = 0;

/** A key that nobody used yet, with a hash of its own. */
export function keyed() {
  count += 1;
  return { key: `key-${count}`, bodyHash: count.toString(16).padStart(64, "0") };
}

/** A new workspace with its starter credits: 50 ai and 1,000 automation. */
export async function workspace(timeZone = "Europe/Berlin"): Promise<string> {
  count += 1;
  const id = `ws-${count}`;
  const opened = await openWorkspace(platform, { id, name: id, timeZone, currency: "EUR" }, NOW);
  expect(opened.ok).toBe(true);
  return id;
}

export const attributes = (quantity: string) => line("ai.attributes", quantity);

export function line(feature: string, quantity: string, unchanged = "0") {
  return {
    feature,
    quantity: parseMicro(quantity),
    unchanged: parseMicro(unchanged) ?? 0n,
    tokens: null,
    model: null,
    ownKey: false,
  };
}

export async function spend(
  id: string,
  lines: SpendRequest["lines"],
  over: Partial<SpendRequest> = {},
  now = NOW,
) {
  const request: SpendRequest = {
    lines,
    mode: "all",
    agent: null,
    job: null,
    run: null,
    source: "api",
    actor: null,
    occurredAt: null,
    metadata: null,
    ...over,
  };
  const { result } = await debit(platform, id, request, keyed(), now);
  expect(result).toMatchObject({ ok: true });
}
