import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PromoForm } from "#lib/core/promo.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { listAudit } from "#lib/queries/audit.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { grantPromo, planPromo } from "./grant-promo.ts";
import { openWorkspace } from "./open-workspace.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z");
const admin: Viewer = {
  kind: "user",
  userId: "a",
  email: "admin@x.example",
  name: null,
  isPlatformAdmin: true,
  memberships: [],
};
const form: PromoForm = {
  creditType: "ai",
  amount: "5000",
  startsOn: "",
  validThrough: "2026-12-31",
  reason: "Outage on 20 November",
};
let database: TestDatabase;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

/** A workspace with its 50 starter AI credits. */
async function workspace(): Promise<string> {
  count += 1;
  const id = `promo-${count}`;
  await openWorkspace(admin, { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" }, NOW);
  return id;
}

async function availableIn(id: string) {
  const { types } = await getBalance(admin, id, NOW);
  return types.find(({ creditType }) => creditType === "ai")?.available;
}

describe("a promotional grant", () => {
  test("does what its preview says", async () => {
    const id = await workspace();
    const plan = await planPromo(admin, id, form, "key", NOW);
    expect(plan).toEqual({
      ok: true,
      value: {
        key: "key",
        form,
        workspaceId: id,
        workspaceName: id,
        timeZone: "Europe/Berlin",
        creditType: "ai",
        amount: "5000",
        before: "50",
        after: "5050",
        effectiveAt: null,
        expiresAt: "2026-12-31T23:00:00.000Z",
        validThrough: "2026-12-31",
      },
    });
    expect(await availableIn(id)).toBe("50");
    const granted = await grantPromo(admin, id, form, "key", NOW);
    expect(granted).toMatchObject({
      ok: true,
      value: { replayed: false, amount: "5000", before: "50", after: "5050" },
    });
    expect(await availableIn(id)).toBe("5050");
  });

  test("submitted twice at once is one grant with one entry in the audit log", async () => {
    const id = await workspace();
    await Promise.all(Array.from({ length: 5 }, () => grantPromo(admin, id, form, "key", NOW)));
    expect(await availableIn(id)).toBe("5050");
    const { entries } = await listAudit(admin, id);
    expect(entries).toMatchObject([
      {
        workspaceId: id,
        at: NOW.toISOString(),
        actor: "user:admin@x.example",
        action: "grant",
        reason: "Outage on 20 November",
        before: { balance: { ai: { available: "50", held: "0" } } },
        after: {
          balance: { ai: { available: "5050", held: "0" } },
          grant: { creditType: "ai", source: "promo", amount: "5000", expiresAt: "2026-12-31T23:00:00.000Z" },
        },
      },
    ]);
  });

  test("of another form under the same key is refused", async () => {
    const id = await workspace();
    await grantPromo(admin, id, form, "key", NOW);
    expect(await grantPromo(admin, id, { ...form, amount: "1" }, "key", NOW)).toEqual({
      ok: false,
      error: { code: "idempotency_mismatch" },
    });
    expect(await availableIn(id)).toBe("5050");
  });

  test("that starts later adds nothing to spend now, and says so", async () => {
    const id = await workspace();
    const later = { ...form, startsOn: "2026-12-01" };
    expect(await planPromo(admin, id, later, "key", NOW)).toMatchObject({
      value: { before: "50", after: "50", effectiveAt: "2026-11-30T23:00:00.000Z" },
    });
    await grantPromo(admin, id, later, "key", NOW);
    const { types } = await getBalance(admin, id, NOW);
    expect(types.find(({ creditType }) => creditType === "ai")).toMatchObject({
      available: "50",
      scheduled: "5000",
    });
  });

  test("with a wrong field changes nothing", async () => {
    const id = await workspace();
    const refusal = {
      ok: false,
      error: { code: "invalid_fields", problems: [{ field: "reason", fault: "required" }] },
    };
    expect(await planPromo(admin, id, { ...form, reason: " " }, "key", NOW)).toEqual(refusal);
    expect(await grantPromo(admin, id, { ...form, reason: " " }, "key", NOW)).toEqual(refusal);
    expect(await availableIn(id)).toBe("50");
    expect((await listAudit(admin, id)).entries).toEqual([]);
  });

  test("that would outgrow the books is refused at its amount, before and when it is confirmed", async () => {
    const id = await workspace();
    const largest = { ...form, amount: "1000000000000" };
    for (let count = 0; count < 8; count += 1) {
      expect((await grantPromo(admin, id, largest, `key-${count}`, NOW)).ok).toBe(true);
    }
    const refusal = {
      ok: false,
      error: { code: "invalid_fields", problems: [{ field: "amount", fault: "outgrows" }] },
    };
    expect(await planPromo(admin, id, largest, "last", NOW)).toEqual(refusal);
    expect(await grantPromo(admin, id, largest, "last", NOW)).toEqual(refusal);
    expect(await availableIn(id)).toBe("8000000000050");
  });

  test("is for platform admins: an owner is told that there is no such page", async () => {
    const id = await workspace();
    const owner: Viewer = {
      ...admin,
      isPlatformAdmin: false,
      memberships: [{ workspaceId: id, role: "owner" }],
    };
    for (const act of [
      () => planPromo(owner, id, form, "key", NOW),
      () => grantPromo(owner, id, form, "key", NOW),
      () => listAudit(owner, id),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await availableIn(id)).toBe("50");
  });

  test("is exact to the micro-credit", async () => {
    const id = await workspace();
    await grantPromo(admin, id, { ...form, amount: "0.000001" }, "key", NOW);
    expect(await availableIn(id)).toBe("50.000001");
  });
});
