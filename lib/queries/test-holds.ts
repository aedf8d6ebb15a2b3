// For tests: holds, captures and releases in a workspace, as the ledger posts them.
import { priceRequest, type SpendRequest } from "#lib/commands/spend.ts";
import { newId } from "#lib/db/new-id.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { PostingItem, PostingOutcome } from "#lib/ledger/items.ts";
import { keyed, line } from "./test-workspace.ts";

const UNNAMED = { agent: null, job: null, run: null, source: "api", apiKey: null, metadata: null } as const;

type Result = PostingOutcome["result"];

/** A line of `quantity` records, 1 automation credit each. */
export const records = (quantity: string | bigint) => line("automation.record", String(quantity));

async function priced(lines: SpendRequest["lines"], now: Date) {
  const request = { ...UNNAMED, lines, mode: "all", actor: null, occurredAt: null } as const;
  const result = await priceRequest(request, now);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

async function post(item: PostingItem): Promise<Result> {
  return (await engine().post(item)).result;
}

/** Reserves `lines` until `expiresAt`. Returns the hold's id. */
export async function hold(
  workspaceId: string,
  lines: SpendRequest["lines"],
  expiresAt: Date,
  now: Date,
): Promise<{ holdId: string; result: Result }> {
  const holdId = newId();
  const { lines: asked, rateVersion } = await priced(lines, now);
  const request = { lines: asked, mode: "all" } as const;
  const by = { ...keyed(), ...UNNAMED, rateVersion, actor: "test", now };
  const result = await post({ kind: "hold", workspaceId, ...by, holdId, request, expiresAt });
  return { holdId, result };
}

/** Spends `lines` of a hold, or (null) all that is left of it. */
export async function capture(
  workspaceId: string,
  holdId: string,
  lines: SpendRequest["lines"] | null,
  partial: boolean,
  now: Date,
): Promise<Result> {
  const asked = lines && (await priced(lines, now)).lines;
  return post({
    kind: "capture",
    workspaceId,
    ...keyed(),
    actor: "test",
    now,
    holdId,
    debitId: newId(),
    eventIds: Array.from({ length: 8 }, newId),
    lines: asked,
    partial,
    allowOver: false,
  });
}

export function release(workspaceId: string, holdId: string, now: Date): Promise<Result> {
  return post({ kind: "release", workspaceId, ...keyed(), actor: "test", now, holdId });
}

export function extend(workspaceId: string, holdId: string, expiresAt: Date, now: Date): Promise<Result> {
  return post({ kind: "extend", workspaceId, ...keyed(), actor: "test", now, holdId, expiresAt });
}
