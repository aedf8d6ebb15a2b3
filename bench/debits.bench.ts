// What a debit costs: one transaction each, as a row lock allows it, beside the engine.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invariant } from "#lib/core/invariant.ts";
import { type PricedLine, priceLine, rateCardAt } from "#lib/core/rates.ts";
import { migrate } from "#lib/db/migrate.ts";
import { newId } from "#lib/db/new-id.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { env, provideEnv } from "#lib/env.ts";
import { postCarefully } from "#lib/ledger/careful.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { DebitItem, GrantItem, PostingOutcome } from "#lib/ledger/items.ts";
import { ensureComingPartitions } from "#lib/ledger/partitions.ts";
import { withDatabase } from "../scripts/with-database.ts";

const SECONDS = 4;
const HASH = "00".repeat(32);
const OPENED_AT_ONCE = 500;

type Row = {
  workspaces: number;
  callers: number;
  how: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
};

/** Workspaces with more credits than a run can spend, in three lots. */
async function openWorkspaces(count: number): Promise<string[]> {
  const run = newId();
  const ids = Array.from({ length: count }, (_, index) => `bench-${run}-${index}`);
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

async function priceOfOne(): Promise<{ priced: PricedLine; version: number }> {
  const card = rateCardAt(await rateCards(), new Date());
  invariant(card, "a migrated database has a rate card");
  const amounts = { quantity: 1_000_000n, unchanged: 0n, tokens: null };
  const line = { feature: "automation.record", ...amounts, model: null, ownKey: false };
  const priced = priceLine(card, line, "api");
  invariant(priced.ok, "the built-in features have a price");
  return { priced: priced.value, version: card.version };
}

type Post = (item: DebitItem) => Promise<PostingOutcome>;

const naive: Post = async (item) => {
  const [outcome] = await inTransaction((sql) => postCarefully(sql, [item]));
  invariant(outcome, "a posting of one item has one outcome");
  return outcome;
};

async function measure(ids: readonly string[], callers: number, post: Post): Promise<Omit<Row, "how">> {
  const { priced, version } = await priceOfOne();
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + SECONDS * 1_000;
  let nth = 0;
  const call = async () => {
    while (performance.now() < end) {
      const now = new Date();
      const workspaceId = ids[(nth++ * 7_919) % ids.length];
      invariant(workspaceId, "there is a workspace");
      const at = performance.now();
      const { result } = await post({
        kind: "debit",
        workspaceId,
        key: newId(),
        bodyHash: HASH,
        actor: "bench",
        now,
        debitId: newId(),
        eventIds: [newId()],
        request: { lines: [priced], mode: "all" },
        occurredAt: now,
        agent: null,
        job: "feed",
        run: null,
        source: "api",
        apiKey: null,
        rateVersion: version,
        metadata: null,
        outcome: null,
      });
      invariant(result.ok, "the bench has credits");
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2));
  const perSecond = Math.round(latencies.length / seconds);
  return { workspaces: ids.length, callers, perSecond, p50Ms: at(0.5), p99Ms: at(0.99) };
}

const folder = join(tmpdir(), `headroom-bench-${process.pid}`);
provideEnv({ HEADROOM_DATA_DIR: process.env.HEADROOM_DATA_DIR ?? folder });
try {
  await withDatabase(async () => {
    const { databaseUrl } = env();
    invariant(databaseUrl, "withDatabase provides a database");
    await migrate(databaseUrl);
    await inTransaction((sql) => ensureComingPartitions(sql, new Date()));
    const rows: Row[] = [];
    for (const count of [1, 1_000, 10_000]) {
      const ids = await openWorkspaces(count);
      for (const callers of [1, 32]) {
        rows.push({ how: "naive", ...(await measure(ids, callers, naive)) });
      }
      for (const callers of [1, 32, 256, 1_000]) {
        rows.push({ how: "engine", ...(await measure(ids, callers, (item) => engine().post(item))) });
      }
    }
    console.table(rows);
    console.log(JSON.stringify({ bench: "debits", rows }));
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
