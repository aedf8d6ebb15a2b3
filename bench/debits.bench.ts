// What a debit costs: one transaction each, as a row lock allows it, beside lists of debits in one transaction.
import { createHash, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspaceIn } from "#lib/commands/open-workspace.ts";
import { credits } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";
import { type PricedLine, priceLine, rateCardAt } from "#lib/core/rates.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { migrate } from "#lib/db/migrate.ts";
import { newId } from "#lib/db/new-id.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { env, provideEnv } from "#lib/env.ts";
import type { DebitItem, GrantItem } from "#lib/ledger/items.ts";
import { ensureComingPartitions } from "#lib/ledger/partitions.ts";
import { post, postItems } from "#lib/ledger/post.ts";
import { withDatabase } from "../scripts/with-database.ts";

const SECONDS = 4;
const viewer: Viewer = { kind: "system", reason: "bench" };
const hash = createHash("sha256").update("bench").digest("hex");

type Row = { workspaces: number; how: string; debitsPerSecond: number; p50Ms: number; p99Ms: number };

async function openWorkspaces(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const now = new Date();
  await inTransaction(async (sql) => {
    for (const id of ids) {
      await openWorkspaceIn(sql, viewer, { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" }, now);
    }
    await postItems(
      sql,
      ids.map((id) => grantOf(id, now)),
    );
  });
  return ids;
}

function grantOf(workspaceId: string, now: Date): GrantItem {
  const terms = {
    creditType: "automation",
    source: "promo",
    amount: credits(10 ** 9),
    priority: 50,
  } as const;
  const rest = { effectiveAt: now, expiresAt: null, paid: null, purchaseId: null, reason: "bench" };
  return {
    kind: "grant",
    workspaceId,
    key: "bench",
    bodyHash: hash,
    actor: "bench",
    now,
    grant: { id: newId(), ...terms, ...rest },
  };
}

async function priceOfOne(): Promise<PricedLine> {
  const card = rateCardAt(await rateCards(), new Date());
  invariant(card, "a migrated database has a rate card");
  const line = {
    feature: "automation.record",
    quantity: 1_000_000n,
    unchanged: 0n,
    tokens: null,
    model: null,
    ownKey: false,
  };
  const priced = priceLine(card, line, "api");
  invariant(priced.ok, "the built-in features have a price");
  return priced.value;
}

function debitOf(workspaceId: string, priced: PricedLine): DebitItem {
  const now = new Date();
  return {
    kind: "debit",
    workspaceId,
    key: newId(),
    bodyHash: hash,
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
    rateVersion: 1,
    metadata: null,
    outcome: null,
  };
}

/** Runs `work`, which posts `size` debits, again and again on `callers` at once. */
async function measure(
  callers: number,
  size: number,
  work: () => Promise<unknown>,
): Promise<Omit<Row, "workspaces" | "how">> {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + SECONDS * 1_000;
  const caller = async () => {
    while (performance.now() < end) {
      const before = performance.now();
      await work();
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 10) / 10;
  return {
    debitsPerSecond: Math.round((latencies.length * size) / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

async function main(): Promise<Row[]> {
  await migrate(env().databaseUrl ?? "");
  await inTransaction((sql) => ensureComingPartitions(sql, new Date()));
  const priced = await priceOfOne();
  const rows: Row[] = [];
  for (const count of [1, 1_000]) {
    const ids = await openWorkspaces(count);
    const next = () => debitOf(ids[Math.floor(Math.random() * ids.length)] ?? "", priced);
    const one = () => post(next());
    const list = (size: number) => () =>
      inTransaction((sql) => postItems(sql, Array.from({ length: size }, next)));
    rows.push({ workspaces: count, how: "one a transaction, 1 caller", ...(await measure(1, 1, one)) });
    rows.push({ workspaces: count, how: "one a transaction, 32 callers", ...(await measure(32, 1, one)) });
    rows.push({ workspaces: count, how: "lists of 32", ...(await measure(1, 32, list(32))) });
    rows.push({ workspaces: count, how: "lists of 256", ...(await measure(1, 256, list(256))) });
    rows.push({ workspaces: count, how: "lists of 1,000", ...(await measure(1, 1_000, list(1_000))) });
  }
  return rows;
}

const dataDir = join(tmpdir(), `headroom-bench-${process.pid}`);
provideEnv({ HEADROOM_DATA_DIR: dataDir, DATABASE_URL: undefined });
try {
  const rows = await withDatabase(main);
  console.table(rows);
  console.log(JSON.stringify({ bench: "debits", at: new Date(), rows }));
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
