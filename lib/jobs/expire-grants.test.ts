import { afterAll, beforeAll, expect, test } from "vitest";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { credits } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { expireGrants } from "./expire-grants.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const NOW = new Date("2026-11-21T12:00:00.000Z");
const EXPIRY = new Date("2026-12-01T00:00:00.000Z");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("the sweep moves out what has expired, once, and nothing a millisecond earlier", async () => {
  for (const id of ["a", "b", "c"]) {
    await openWorkspace(platform, { id, name: id, timeZone: "UTC", currency: "EUR" }, NOW);
    const terms = { amount: credits(5), effectiveAt: null, expiresAt: EXPIRY, priority: null };
    const request = { ...terms, creditType: "ai", source: "promo" as const, reason: "test" };
    await grantCredits(platform, id, request, { key: "promo", bodyHash: "a".repeat(64) }, NOW);
  }
  expect(await expireGrants(new Date(EXPIRY.getTime() - 1))).toBe(0);
  expect(await expireGrants(EXPIRY)).toBe(3);
  expect(await expireGrants(EXPIRY)).toBe(0);
  const { rows } = await database.pool.query(
    "SELECT workspace_id, amount, balance_after FROM transfer WHERE to_account = 'expired' ORDER BY workspace_id",
  );
  expect(rows).toEqual(
    ["a", "b", "c"].map((workspace_id) => ({ workspace_id, amount: credits(5), balance_after: credits(50) })),
  );
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

test("a workspace whose books are broken is passed by, and the others are swept", async () => {
  for (const id of ["broken", "sound"]) {
    await openWorkspace(platform, { id, name: id, timeZone: "UTC", currency: "EUR" }, NOW);
    const terms = { amount: credits(5), effectiveAt: null, expiresAt: EXPIRY, priority: null };
    const request = { ...terms, creditType: "ai", source: "promo" as const, reason: "test" };
    await grantCredits(platform, id, request, { key: "promo", bodyHash: "a".repeat(64) }, NOW);
  }
  await database.pool.query("DELETE FROM ledger_head WHERE workspace_id = 'broken'");
  expect(await expireGrants(EXPIRY)).toBe(1);
});
