// What the benches of the ledger share: a database of their own, workspaces with credits, and the items they post.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invariant } from "#lib/core/invariant.ts";
import { type PricedLine, priceLine, rateCardAt } from "#lib/core/rates.ts";
import { removeEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { newId } from "#lib/db/new-id.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { env, provideEnv } from "#lib/env.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { CaptureItem, DebitItem, GrantItem, HoldItem, PostingOutcome } from "#lib/ledger/items.ts";
import { ensureComingPartitions } from "#lib/ledger/partitions.ts";
import { withDatabase } from "../scripts/with-database.ts";
import { touchMemory } from "./memory.ts";

const HASH = "00".repeat(32);
const OPENED_AT_ONCE = 500;
const HOLD_MS = 300_000;

/** Runs `work` on a fresh, migrated, embedded database that is gone afterwards, in memory that was in use before. */
export async function onFreshDatabase<T>(work: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "headroom-bench-"));
  const dataDir = join(folder, "data");
  provideEnv({ HEADROOM_DATA_DIR: dataDir, DATABASE_URL: undefined });
  try {
    touchMemory(folder);
    return await withDatabase(async () => {
      await migrate(env().databaseUrl ?? "");
      await inTransaction((sql) => ensureComingPartitions(sql, new Date()));
      return work();
    });
  } finally {
    removeEmbedded(dataDir);
    rmSync(folder, { recursive: true, force: true });
  }
}

let opened = 0;

/** Workspaces with more credits than a run can spend, in three lots each. */
export async function openWorkspaces(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `bench-${opened++}`);
  const now = new Date();
  for (let from = 0; from < count; from += OPENED_AT_ONCE) {
    const part = ids.slice(from, from + OPENED_AT_ONCE);
    await inTransaction(async (sql) => {
      await sql(
        `INSERT INTO workspace (id, name, time_zone, currency, created_at)
         SELECT id, id, 'Europe/Berlin', 'EUR', $2::timestamptz FROM unnest($1::text[]) AS u (id)`,
        [part, now],
      );
      await sql(
        `INSERT INTO ledger_head (workspace_id, seq, posted_at) SELECT id, 0, $2::timestamptz FROM unnest($1::text[]) AS u (id)`,
        [part, now],
      );
    });
    await Promise.all(
      part.flatMap((id) => ["a", "b", "c"].map((key) => engine().post(grantOf(id, key, now)))),
    );
  }
  return ids;
}

function grantOf(workspaceId: string, key: string, now: Date): GrantItem {
  const terms = { creditType: "automation", source: "promo", amount: 10n ** 15n, priority: 50 } as const;
  const rest = { effectiveAt: now, expiresAt: null, paid: null, purchaseId: null, reason: "bench" };
  const grant = { id: newId(), ...terms, ...rest };
  return { kind: "grant", workspaceId, key, bodyHash: HASH, actor: "bench", now, grant };
}

export type Price = { lines: readonly PricedLine[]; rateVersion: number };

/** One record, priced by the card in force. */
export async function priceOfOne(): Promise<Price> {
  const card = rateCardAt(await rateCards(), new Date());
  invariant(card, "a migrated database has a rate card");
  const amounts = { quantity: 1_000_000n, unchanged: 0n, tokens: null };
  const line = { feature: "automation.record", ...amounts, model: null, ownKey: false };
  const priced = priceLine(card, line, "api");
  invariant(priced.ok, "the built-in features have a price");
  return { lines: [priced.value], rateVersion: card.version };
}

/** Throws unless it was posted. */
export function expectPosted({ result }: PostingOutcome): void {
  invariant(result.ok, "the bench has credits");
}

const by = { actor: "bench", bodyHash: HASH, metadata: null, apiKey: null, source: "api" } as const;
const what = { agent: null, job: "feed", run: null };

/** Written out: putting it together from parts would cost a caller as much as a tenth of a debit. */
export function debitOf(workspaceId: string, { lines, rateVersion }: Price): DebitItem {
  const now = new Date();
  return {
    kind: "debit",
    workspaceId,
    key: newId(),
    bodyHash: HASH,
    actor: "bench",
    now,
    debitId: newId(),
    eventIds: [newId()],
    request: { lines, mode: "all" },
    occurredAt: now,
    outcome: null,
    rateVersion,
    agent: null,
    job: "feed",
    run: null,
    source: "api",
    apiKey: null,
    metadata: null,
  };
}

export function holdOf(workspaceId: string, { lines, rateVersion }: Price): HoldItem {
  const now = new Date();
  const request = { lines, mode: "all" } as const;
  const rest = { request, rateVersion, now, expiresAt: new Date(now.getTime() + HOLD_MS) };
  return { kind: "hold", workspaceId, key: newId(), holdId: newId(), ...by, ...what, ...rest };
}

export function captureOf({ workspaceId, holdId }: HoldItem): CaptureItem {
  const ids = { key: newId(), holdId, debitId: newId(), eventIds: [newId()] };
  const how = { lines: null, partial: false, allowOver: false };
  return {
    kind: "capture",
    workspaceId,
    ...ids,
    ...how,
    actor: "bench",
    bodyHash: HASH,
    now: new Date(),
  };
}
