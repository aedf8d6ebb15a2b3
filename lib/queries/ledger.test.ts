import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { listLedger } from "./ledger.ts";
import { attributes, keyed, line, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe("the ledger's list", () => {
  async function ledger(id: string, filters: Parameters<typeof listLedger>[2] = {}) {
    const found = await listLedger(platform, id, filters);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    return found.value;
  }

  test("is newest first, signed as the balance changed, with the balance after each row", async () => {
    const id = await workspace();
    await spend(id, [attributes("250")], { agent: "writer", actor: "anna" });
    const { rows, next } = await ledger(id, { creditType: "ai" });
    expect(next).toBeNull();
    expect(rows).toMatchObject([
      { seq: 3, kind: "debit", amount: "-2.5", balanceAfter: "47.5", to: "spent", actor: "anna" },
      {
        seq: 1,
        kind: "grant",
        amount: "50",
        balanceAfter: "50",
        from: "issued:starter",
        debit: null,
        event: null,
      },
    ]);
    expect(rows[0]).toMatchObject({ from: `grant:${rows[1]?.grant}`, grant: rows[1]?.grant });
    expect(rows[0]?.event).toMatch(/^[0-9a-f-]{36}$/);
    expect(rows[0]?.at).toBe(NOW.toISOString());
  });

  test("neither skips nor repeats a row while new ones arrive between its pages", async () => {
    const id = await workspace();
    for (let index = 0; index < 7; index += 1) await spend(id, [line("automation.record", "1")]);
    const before = (await ledger(id)).rows.map((row) => row.seq);
    const seen: number[] = [];
    for (let after: string | undefined; ; ) {
      const page = await ledger(id, { limit: 2, after });
      seen.push(...page.rows.map((row) => row.seq));
      if (page.next === null) break;
      after = page.next;
      await spend(id, [line("automation.record", "1")]);
    }
    expect(seen).toEqual(before);
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test("crosses months without a gap", async () => {
    const id = await workspace();
    const later = [3, 40, 80].map((days) => new Date(NOW.getTime() + days * 86_400_000));
    for (const now of later) await spend(id, [line("automation.record", "1")], {}, now);
    const first = await ledger(id, { limit: 2 });
    const second = await ledger(id, { limit: 4, after: first.next ?? "" });
    expect([...first.rows, ...second.rows].map((row) => row.seq)).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
  });

  test("is filtered by kind and grant", async () => {
    const id = await workspace();
    const terms = {
      creditType: "ai",
      source: "promo",
      effectiveAt: null,
      expiresAt: null,
      reason: "Welcome",
    } as const;
    const { result } = await grantCredits(
      platform,
      id,
      { ...terms, amount: 5_000_000n, priority: 1 },
      keyed(),
      NOW,
    );
    if (!result.ok) throw new Error("granted");
    await spend(id, [attributes("100")]);
    expect((await ledger(id, { kind: "grant" })).rows.map((row) => row.amount)).toEqual(["5", "1000", "50"]);
    const ofGrant = await ledger(id, { grant: result.value.id });
    expect(ofGrant.rows.map((row) => row.amount)).toEqual(["-1", "5"]);
    expect((await ledger(id, { grant: crypto.randomUUID() })).rows).toEqual([]);
  });

  test.each([
    ["after", { after: "" }],
    ["after", { after: "bm9uc2Vuc2U" }],
    ["after", { after: Buffer.from('["ledger","1"]').toString("base64url") }],
    ["kind", { kind: "gift" }],
    ["grant", { grant: "1" }],
    ["creditType", { creditType: "gold" }],
    ["limit", { limit: 0 }],
  ])("refuses a %s that cannot be one: %j", async (path, filters) => {
    const found = await listLedger(platform, await workspace(), filters);
    expect(found).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ path }] } });
  });

  test("of a workspace that the viewer may not see is not found, as one that does not exist", async () => {
    const id = await workspace();
    const foreign = await listLedger(stranger, id).catch((error: unknown) => error);
    const missing = await listLedger(platform, "nope").catch((error: unknown) => error);
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ code: "not_found" });
  });
});
