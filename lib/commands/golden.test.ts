import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { GOLDEN_CASES } from "#lib/core/golden-cases.ts";
import type { Line } from "#lib/core/rates.ts";
import { NOW, sampleLine, tokenLine } from "#lib/core/sample.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { engine } from "#lib/ledger/engine.ts";
import type { DebitItem } from "#lib/ledger/items.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { debit } from "./debit.ts";
import { grantCredits } from "./grant-credits.ts";
import { openWorkspace } from "./open-workspace.ts";
import { priceRequest, type SpendRequest } from "./spend.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const bodyHash = "a".repeat(64);
const id = "golden";
const workspace = { id, name: "Golden", timeZone: "Europe/Berlin", currency: "EUR" };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await openWorkspace(platform, workspace, NOW);
});
afterAll(() => database.close());
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

async function available(): Promise<Record<string, string>> {
  const { types } = await getBalance(platform, id, NOW);
  return Object.fromEntries(types.map((type) => [type.creditType, type.available]));
}

function request(lines: Line[], changes: Partial<SpendRequest> = {}): SpendRequest {
  const named = { agent: "attribute-extractor", job: "supplier-feed-import", run: "run-1", actor: null };
  return { lines, mode: "all", source: "api", occurredAt: null, metadata: null, ...named, ...changes };
}

async function spend(key: string, lines: Line[], changes: Partial<SpendRequest> = {}) {
  const { result } = await debit(platform, id, request(lines, changes), { key, bodyHash }, NOW);
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

test("a new workspace has 50 AI and 1,000 automation credits, once", async () => {
  expect(await available()).toEqual({ ai: "50", automation: "1000" });
  const again = await openWorkspace(platform, workspace, new Date(NOW.getTime() + 1));
  expect(again).toMatchObject({ ok: true, value: { created: false } });
  expect(await available()).toEqual({ ai: "50", automation: "1000" });
});

describe("what costs what, at the prices of a new installation", () => {
  beforeAll(async () => {
    const terms = { amount: 10_000_000_000n, effectiveAt: null, expiresAt: null, priority: null };
    for (const creditType of ["ai", "automation"]) {
      const grant = { ...terms, creditType, source: "promo", reason: "For the examples" } as const;
      await grantCredits(platform, id, grant, { key: `for-${creditType}`, bodyHash }, NOW);
    }
  });

  test.each(GOLDEN_CASES)("$name: $cost", async ({ name, lines, source, cost }) => {
    const before = await available();
    const answer = await spend(name, lines, { source });
    expect([answer.required, answer.spent]).toEqual([cost, cost]);
    const after = await available();
    for (const [type, amount] of Object.entries(cost)) expect(minus(before[type], after[type])).toBe(amount);
  });

  test("unchanged records are shown as skipped", async () => {
    const feed = sampleLine("automation.record", 2_000, { unchanged: 1_940_000_000n });
    const { lines } = await spend("skipped", [feed]);
    expect(lines).toMatchObject([{ quantity: "2000", skipped: "1940", credits: "60" }]);
  });

  test("work with the workspace's own provider key is marked so", async () => {
    const line = { ...tokenLine("ai.text", "gpt", [10, 0, 10]), ownKey: true };
    const { lines } = await spend("own-key", [line]);
    const events = await database.pool.query("SELECT own_key, credits FROM usage_event WHERE id = $1", [
      lines[0]?.event,
    ]);
    expect(events.rows).toEqual([{ own_key: true, credits: 0n }]);
  });

  test("results that were discarded cost what they would have cost", async () => {
    const [kept, discarded] = [await posted("kept", "applied"), await posted("discarded", "discarded")];
    expect(kept).toMatchObject({ ok: true, value: { spent: { ai: "1" } } });
    expect(discarded).toMatchObject({ ok: true, value: { spent: { ai: "1" } } });
  });
});

async function posted(key: string, outcome: DebitItem["outcome"]) {
  const priced = await priceRequest(request([sampleLine("ai.attributes", 100)]), NOW);
  if (!priced.ok) throw new Error(priced.error.code);
  const { lines, rateVersion, occurredAt } = priced.value;
  const named = {
    agent: "attribute-extractor",
    job: null,
    run: null,
    apiKey: null,
    metadata: null,
    actor: "test",
    outcome,
  };
  const item: DebitItem = {
    kind: "debit",
    workspaceId: id,
    key,
    bodyHash,
    now: NOW,
    debitId: newId(),
    eventIds: [newId()],
    request: { lines, mode: "all" },
    occurredAt,
    source: "api",
    rateVersion,
    ...named,
  };
  return (await engine().post(item)).result;
}

function minus(before = "0", after = "0"): string {
  return formatMicro((parseMicro(before) ?? 0n) - (parseMicro(after) ?? 0n));
}
