import type { Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import type { DebitItem, Spend } from "#lib/ledger/items.ts";
import { actorOf, apiKeyOf, type Idempotency } from "./outcome.ts";
import type { PricedRequest, SpendRequest } from "./spend.ts";

/** Who spends on what, when `viewer` asks: as budgets, events and the ledger name it. */
export function toSpend(
  viewer: Viewer,
  { agent, job, run, source, actor, metadata }: SpendRequest,
  rateVersion: number,
): Spend & { actor: string } {
  return {
    agent,
    job,
    run,
    source,
    apiKey: apiKeyOf(viewer),
    rateVersion,
    metadata: metadata && JSON.stringify(metadata),
    actor: actor ?? actorOf(viewer),
  };
}

/** A priced request as the ledger's item, with ids of its own. */
export function toDebitItem(
  viewer: Viewer,
  workspaceId: string,
  request: SpendRequest,
  { lines, rateVersion, occurredAt }: PricedRequest,
  { key, bodyHash }: Idempotency,
  now: Date,
): DebitItem {
  return {
    ...toSpend(viewer, request, rateVersion),
    kind: "debit",
    workspaceId,
    key,
    bodyHash,
    now,
    debitId: newId(),
    eventIds: lines.map(() => newId()),
    request: { lines, mode: request.mode },
    occurredAt,
    outcome: null,
  };
}
