import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { debit } from "#lib/commands/debit.ts";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import type { SpendRequest } from "#lib/commands/spend.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { credits } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { engine } from "./engine.ts";
import { verifyLedger } from "./verify.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const NOW = new Date("2026-11-21T12:00:00.000Z");
let database: TestDatabase;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const keyed = (key: string, body = key) => ({ key, bodyHash: hash(body) });

async function workspace(): Promise<string> {
  count += 1;
  const id = `ws-${count}`;
  const opened = await openWorkspace(
    platform,
    { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" },
    NOW,
  );
  expect(opened.ok).toBe(true);
  return id;
}

/** A workspace whose starter automation credits are gone, so that only the test's own grants count. */
async function emptyWorkspace(): Promise<string> {
  const id = await workspace();
  const spent = await debit(platform, id, records(1_000n), keyed("spend-starter"), NOW);
  expect(spent.result.ok).toBe(true);
  return id;
}

function records(quantity: bigint, over: Partial<SpendRequest> = {}): SpendRequest {
  const line = {
    feature: "automation.record",
    quantity: quantity * 1_000_000n,
    unchanged: 0n,
    tokens: null,
    model: null,
    ownKey: false,
  };
  return {
    lines: [line],
    mode: "all",
    agent: null,
    job: "feed",
    run: null,
    source: "api",
    actor: null,
    occurredAt: null,
    metadata: null,
    ...over,
  };
}

async function promo(
  id: string,
  amount: number,
  over: { effectiveAt?: Date; expiresAt?: Date; priority?: number } = {},
) {
  count += 1;
  const { result } = await grantCredits(
    platform,
    id,
    {
      creditType: "automation",
      amount: credits(amount),
      source: "promo",
      effectiveAt: over.effectiveAt ?? null,
      expiresAt: over.expiresAt ?? null,
      priority: over.priority ?? null,
      reason: "test",
    },
    keyed(`promo-${count}`),
    NOW,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.id;
}

async function available(id: string, now = NOW): Promise<string | undefined> {
  const { types } = await getBalance(platform, id, now);
  return types.find((type) => type.creditType === "automation")?.available;
}

const rowCount = async (table: string, id: string) =>
  Number(
    (await database.pool.query(`SELECT count(*) FROM ${table} WHERE workspace_id = $1`, [id])).rows[0].count,
  );

describe("opening a workspace", () => {
  test("gives starter credits of both types, once, however often and however many at once", async () => {
    const id = await workspace();
    const again = { id, name: "Renamed", timeZone: "America/New_York", currency: "USD" };
    await Promise.all(Array.from({ length: 10 }, () => openWorkspace(platform, again, NOW)));
    const { types, timeZone } = await getBalance(platform, id, NOW);
    expect(types.map(({ creditType, available }) => [creditType, available])).toEqual([
      ["ai", "50"],
      ["automation", "1000"],
    ]);
    expect(timeZone).toBe("America/New_York");
  });

  test("refuses a zone or a currency that does not exist and leaves nothing behind", async () => {
    const request = { id: "nowhere", name: "Nowhere", timeZone: "Europe/Atlantis", currency: "ABC" };
    const result = await openWorkspace(platform, request, NOW);
    expect(result).toMatchObject({
      ok: false,
      error: { errors: [{ path: "timeZone" }, { path: "currency" }] },
    });
    expect(await rowCount("ledger_head", "nowhere")).toBe(0);
  });
});

describe("a debit", () => {
  test("burns in burn order and says from which lots", async () => {
    const id = await emptyWorkspace();
    const late = await promo(id, 5, { expiresAt: new Date("2027-03-01T00:00:00Z") });
    const first = await promo(id, 5, { priority: 10 });
    const soon = await promo(id, 5, { expiresAt: new Date("2026-12-01T00:00:00Z") });
    const { result } = await debit(platform, id, records(12n), keyed("a"), NOW);
    expect(result).toMatchObject({
      ok: true,
      value: {
        required: { automation: "12" },
        spent: { automation: "12" },
        balance: { automation: { available: "3", held: "0" } },
        lines: [
          {
            quantity: "12",
            grants: [
              { id: first, credits: "5" },
              { id: soon, credits: "5" },
              { id: late, credits: "2" },
            ],
          },
        ],
      },
    });
    expect(await available(id)).toBe("3");
  });

  test("that is too large is refused whole, with what is missing, and moves nothing", async () => {
    const id = await emptyWorkspace();
    await promo(id, 10);
    const events = await rowCount("usage_event", id);
    const { result } = await debit(platform, id, records(11n), keyed("big"), NOW);
    expect(result).toEqual({
      ok: false,
      error: {
        code: "insufficient_credits",
        required: { automation: "11" },
        available: { automation: "10" },
        shortfall: { automation: "1" },
        coveredQuantity: null,
      },
    });
    expect([await available(id), await rowCount("usage_event", id)]).toEqual(["10", events]);
  });

  test("up_to takes what there is and says how much of the quantity that covers", async () => {
    const id = await emptyWorkspace();
    await promo(id, 1_500);
    const { result } = await debit(platform, id, records(2_000n, { mode: "up_to" }), keyed("import"), NOW);
    expect(result).toMatchObject({
      ok: true,
      value: { required: { automation: "2000" }, spent: { automation: "1500" }, coveredQuantity: "1500" },
    });
    expect(await available(id)).toBe("0");
  });

  test("of several credit types passes or fails as one", async () => {
    const id = await emptyWorkspace();
    const [record] = records(1n).lines;
    if (!record) throw new Error("one line");
    const ai = { ...record, feature: "ai.attributes", quantity: 100_000_000n };
    const refused = await debit(platform, id, records(1n, { lines: [ai, record] }), keyed("mixed"), NOW);
    expect(refused.result).toMatchObject({ ok: false, error: { shortfall: { ai: "0", automation: "1" } } });
    await promo(id, 1);
    const passed = await debit(platform, id, records(1n, { lines: [ai, record] }), keyed("mixed-2"), NOW);
    expect(passed.result).toMatchObject({ ok: true, value: { spent: { ai: "1", automation: "1" } } });
  });

  test("of zero credits is recorded and moves nothing, even with an empty balance", async () => {
    const id = await emptyWorkspace();
    const before = await rowCount("transfer", id);
    const { result } = await debit(platform, id, records(3n, { source: "manual" }), keyed("by-hand"), NOW);
    expect(result).toMatchObject({ ok: true, value: { spent: { automation: "0" } } });
    expect(await rowCount("usage_event", id)).toBe(2);
    expect(await rowCount("transfer", id)).toBe(before);
  });

  test("50 at once of the last 10 credits: 10 pass, 40 are refused", async () => {
    const id = await emptyWorkspace();
    await promo(id, 10);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => debit(platform, id, records(1n), keyed(`race-${index}`), NOW)),
    );
    expect(results.filter(({ result }) => result.ok)).toHaveLength(10);
    const refusals = results.flatMap(({ result }) => (result.ok ? [] : [result.error.code]));
    expect(refusals).toEqual(Array.from({ length: 40 }, () => "insufficient_credits"));
    expect(await available(id)).toBe("0");
  });

  test("the same key 20 times at once has one effect and one answer", async () => {
    const id = await emptyWorkspace();
    await promo(id, 100);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => debit(platform, id, records(7n), keyed("same"), NOW)),
    );
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const ids = outcomes.map(({ result }) => result.ok && result.value.id);
    expect(new Set(ids).size).toBe(1);
    expect(await available(id)).toBe("93");
  });

  test("the same key with another body is refused and moves nothing; a refusal is replayed too", async () => {
    const id = await emptyWorkspace();
    const refused = await debit(platform, id, records(5n), keyed("k", "five"), NOW);
    expect(refused).toMatchObject({ replayed: false, result: { error: { code: "insufficient_credits" } } });
    await promo(id, 100);
    const replay = await debit(platform, id, records(5n), keyed("k", "five"), NOW);
    expect(replay).toEqual({ replayed: true, result: refused.result });
    const other = await debit(platform, id, records(6n), keyed("k", "six"), NOW);
    expect(other.result).toEqual({ ok: false, error: { code: "idempotency_mismatch" } });
    expect(await available(id)).toBe("100");
  });

  test("a millisecond before an expiry it passes, at the expiry it does not", async () => {
    const expiresAt = new Date("2026-12-24T00:00:00.000Z");
    const before = new Date(expiresAt.getTime() - 1);
    const id = await emptyWorkspace();
    await promo(id, 10, { expiresAt });
    const early = await debit(platform, id, records(4n), keyed("early"), before);
    expect(early.result).toMatchObject({ ok: true, value: { balance: { automation: { available: "6" } } } });
    expect([await available(id, before), await available(id, expiresAt)]).toEqual(["6", "0"]);
    const late = await debit(platform, id, records(4n), keyed("late"), expiresAt);
    expect(late.result).toMatchObject({ ok: false, error: { available: { automation: "0" } } });
    const { rows } = await database.pool.query(
      `SELECT amount, to_account, balance_after FROM transfer WHERE workspace_id = $1 ORDER BY seq DESC LIMIT 1`,
      [id],
    );
    expect(rows).toEqual([{ amount: 6_000_000n, to_account: "expired", balance_after: 0n }]);
  });

  test("a grant that is not effective yet is scheduled, not available", async () => {
    const effectiveAt = new Date("2026-12-01T00:00:00.000Z");
    const id = await emptyWorkspace();
    await promo(id, 10, { effectiveAt });
    const { types } = await getBalance(platform, id, NOW);
    expect(types[1]).toMatchObject({ available: "0", scheduled: "10" });
    expect((await debit(platform, id, records(1n), keyed("soon"), NOW)).result.ok).toBe(false);
    expect((await debit(platform, id, records(1n), keyed("now"), effectiveAt)).result.ok).toBe(true);
  });

  test("by a clock that is behind is posted no earlier than what came before it", async () => {
    const id = await workspace();
    const late = new Date(NOW.getTime() + 60_000);
    for (const [key, now] of [
      ["ahead", late],
      ["behind", NOW],
    ] as const) {
      expect((await debit(platform, id, records(1n), keyed(key), now)).result.ok).toBe(true);
    }
    const { rows } = await database.pool.query(
      "SELECT posted_at FROM transfer WHERE workspace_id = $1 AND kind = 'debit'",
      [id],
    );
    expect(rows).toEqual([{ posted_at: late }, { posted_at: late }]);
  });

  test("usage older than 35 days or from the future is refused", async () => {
    const id = await workspace();
    const at = (ms: number) => records(1n, { occurredAt: new Date(NOW.getTime() + ms) });
    const day = 86_400_000;
    expect((await debit(platform, id, at(-35 * day - 1), keyed("old"), NOW)).result).toMatchObject({
      error: { code: "too_old" },
    });
    expect((await debit(platform, id, at(300_001), keyed("future"), NOW)).result).toMatchObject({
      error: { code: "invalid_request" },
    });
    expect((await debit(platform, id, at(-35 * day), keyed("just"), NOW)).result.ok).toBe(true);
  });

  test("an unknown workspace answers not found, and so does one that the viewer may not see", async () => {
    const id = await workspace();
    const stranger: Viewer = {
      kind: "user",
      userId: "u",
      email: "u@else.example",
      name: null,
      isPlatformAdmin: false,
      memberships: [],
    };
    const missing = await debit(platform, "nope", records(1n), keyed("x"), NOW).catch((error) => error);
    const foreign = await debit(stranger, id, records(1n), keyed("x"), NOW).catch((error) => error);
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ code: "not_found" });
  });
});

describe("a grant", () => {
  test("that would outgrow the books is refused, and those before it stand", async () => {
    const id = await emptyWorkspace();
    for (let nth = 1; nth <= 9; nth += 1) await promo(id, 10 ** 12);
    await expect(promo(id, 10 ** 12)).rejects.toThrow("Would take the workspace above");
    expect(await available(id)).toBe("9000000000000");
  });
});

describe("voiding a grant", () => {
  test("takes back what is unspent, once, and is audited with before and after", async () => {
    const id = await emptyWorkspace();
    const grant = await promo(id, 10);
    await debit(platform, id, records(4n), keyed("use"), NOW);
    const first = await voidGrant(platform, id, grant, "wrong customer", keyed("void-1"), NOW);
    expect(first.result).toMatchObject({ ok: true, value: { revoked: "6" } });
    const second = await voidGrant(platform, id, grant, "again", keyed("void-2"), NOW);
    expect(second.result).toEqual({ ok: false, error: { code: "grant_ended" } });
    const { rows } = await database.pool.query(
      `SELECT actor, reason, before, after FROM audit_entry WHERE workspace_id = $1 AND action = 'void'`,
      [id],
    );
    expect(rows).toEqual([
      {
        actor: "key:platform",
        reason: "wrong customer",
        before: { balance: { automation: { available: "6", held: "0" } } },
        after: { balance: { automation: { available: "0", held: "0" } }, revoked: "6" },
      },
    ]);
  });
});

describe("a list of items", () => {
  test("is decided in order, and one that fails does not fail its neighbours", async () => {
    const id = await emptyWorkspace();
    const other = await workspace();
    await promo(id, 10);
    const line = {
      feature: "automation.record",
      quantity: 6_000_000n,
      unchanged: 0n,
      tokens: null,
      model: null,
      ownKey: false,
    };
    const { rateCards } = await import("#lib/db/rate-cards.ts");
    const { priceLine } = await import("#lib/core/rates.ts");
    const [card] = await rateCards();
    const priced = card && priceLine(card, line, "api");
    if (!priced?.ok) throw new Error("priced");
    const item = (workspaceId: string, key: string) => ({
      kind: "debit" as const,
      workspaceId,
      ...keyed(key),
      actor: "test",
      now: NOW,
      debitId: crypto.randomUUID(),
      eventIds: [crypto.randomUUID()],
      request: { lines: [priced.value], mode: "all" as const },
      occurredAt: NOW,
      agent: null,
      job: null,
      run: "r1",
      apiKey: null,
      source: "api" as const,
      rateVersion: 1,
      metadata: null,
      outcome: null,
    });
    const items = [item(id, "1"), item(id, "2"), item("missing", "3"), item(other, "4"), item(id, "1")];
    const outcomes = await Promise.all(items.map((asked) => engine().post(asked)));
    expect(outcomes.map(({ result, replayed }) => [result.ok ? "ok" : result.error.code, replayed])).toEqual([
      ["ok", false],
      ["insufficient_credits", false],
      ["not_found", false],
      ["ok", false],
      ["ok", true],
    ]);
    expect(await available(id)).toBe("4");
  });
});

describe("the last wall", () => {
  test("transfers can be neither changed nor removed", async () => {
    const id = await workspace();
    for (const statement of [
      `UPDATE transfer SET amount = 1 WHERE workspace_id = '${id}'`,
      `DELETE FROM transfer WHERE workspace_id = '${id}'`,
      "TRUNCATE transfer",
    ]) {
      await expect(database.pool.query(statement)).rejects.toThrow(/permission denied|append-only/);
    }
  });
});
