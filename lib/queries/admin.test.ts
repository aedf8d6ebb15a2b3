import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bodyHashOf } from "#lib/commands/body-hash.ts";
import { grantPromo } from "#lib/commands/grant-promo.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getAdminWorkspace } from "./admin-workspace.ts";
import { ADMIN_PAGE_SIZE, listAdminWorkspaces } from "./admin-workspaces.ts";
import { AUDIT_PAGE_SIZE, listAudit } from "./audit.ts";
import { getBalance } from "./balance.ts";
import { getRunOptions } from "./playground.ts";
import { getPurchase, listPurchases } from "./purchases.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z");
const admin: Viewer = {
  kind: "user",
  userId: "a",
  email: "admin@x.example",
  name: null,
  isPlatformAdmin: true,
  memberships: [],
};
const owner: Viewer = {
  ...admin,
  isPlatformAdmin: false,
  memberships: [{ workspaceId: "alpha", role: "owner" }],
};
let database: TestDatabase;

async function open(id: string, name: string, owners: string[] = []): Promise<void> {
  await openWorkspace(admin, { id, name, timeZone: "Europe/Berlin", currency: "EUR", owners }, NOW);
}

beforeAll(async () => {
  database = await createTestDatabase();
  await open("alpha", "Alpha", ["ann@alpha.example"]);
  await open("beta", "Beta 100%", ["bob@beta.example"]);
  for (let index = 0; index < ADMIN_PAGE_SIZE; index += 1) {
    await open(`many-${index}`, `Many ${index % 3}`);
  }
});
afterAll(() => database.close());

const find = (search: string, after: string | null = null) =>
  listAdminWorkspaces(admin, { search, after }, NOW);
const idsOf = async (search: string) => (await find(search)).rows.map(({ id }) => id);

describe("the admin's list of workspaces", () => {
  test("shows the customer's own numbers", async () => {
    const { rows } = await find("alpha");
    const { types } = await getBalance(admin, "alpha", NOW);
    expect(rows).toMatchObject([{ id: "alpha", name: "Alpha", types, flags: [] }]);
  });

  test("is searched by id, name and a member's address, in any case", async () => {
    expect(await idsOf("ALPH")).toEqual(["alpha"]);
    expect(await idsOf("bob@BETA")).toEqual(["beta"]);
    expect(await idsOf(" Beta ")).toEqual(["beta"]);
    expect(await idsOf("nothing like it")).toEqual([]);
  });

  test.each([
    ["%", ["beta"]],
    ["_", []],
    ["\\", []],
    ["100%", ["beta"]],
  ])("takes %j for itself", async (search, ids) => {
    expect(await idsOf(search)).toEqual(ids);
  });

  test("is read page by page without gap or repeat, also among equal names", async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await find("", after);
      seen.push(...page.rows.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toHaveLength(ADMIN_PAGE_SIZE + 2);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(["unknown", "a\0b", "' OR 1=1 --"])("begins at the top for the cursor %j", async (after) => {
    expect((await find("", after)).rows[0]?.id).toBe("alpha");
  });

  test("a zero byte in a search finds what is around it", async () => {
    expect(await idsOf("al\0pha")).toEqual(["alpha"]);
  });
});

describe("one workspace", () => {
  test("lists its members and the fate of every grant", async () => {
    const form = { creditType: "ai", amount: "7", startsOn: "", validThrough: "", reason: "Sorry" };
    const granted = await grantPromo(admin, "alpha", form, "one", NOW);
    await grantPromo(admin, "alpha", { ...form, startsOn: "2026-12-24" }, "later", NOW);
    await grantPromo(admin, "alpha", { ...form, validThrough: "2026-11-21" }, "today", NOW);
    const id = granted.ok ? granted.value.grantId : "";
    await voidGrant(admin, "alpha", id, "Mistake", { key: "v", bodyHash: bodyHashOf("v") }, NOW);
    const tomorrow = new Date("2026-11-22T12:00:00Z");
    const { members, lots } = await getAdminWorkspace(admin, "alpha", tomorrow);
    expect(members).toMatchObject([{ email: "ann@alpha.example", role: "owner" }]);
    expect(lots.map(({ state }) => state).sort()).toEqual([
      "expired",
      "spendable",
      "spendable",
      "starts_later",
      "voided",
    ]);
    expect(lots.find((lot) => lot.id === id)).toMatchObject({
      state: "voided",
      remaining: "0",
      reason: "Sorry",
      createdBy: "user:admin@x.example",
    });
  });

  test("keeps what was done to it, newest first, page by page", async () => {
    const form = { creditType: "ai", amount: "1", startsOn: "", validThrough: "", reason: "Again" };
    for (let index = 0; index < AUDIT_PAGE_SIZE + 1; index += 1) {
      await grantPromo(
        admin,
        "beta",
        form,
        `again-${index}`,
        new Date(NOW.getTime() + Math.floor(index / 3)),
      );
    }
    const first = await listAudit(admin, "beta");
    const second = await listAudit(admin, "beta", first.next);
    expect([first.entries.length, second.entries.length, second.next]).toEqual([AUDIT_PAGE_SIZE, 1, null]);
    const all = [...first.entries, ...second.entries];
    expect(new Set(all.map(({ id }) => id)).size).toBe(AUDIT_PAGE_SIZE + 1);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect((await listAudit(admin, "beta", "'nonsense")).entries).toHaveLength(AUDIT_PAGE_SIZE);
    const everywhere = await listAudit(admin, null, (await listAudit(admin, null)).next);
    expect(new Set(everywhere.entries.map(({ workspaceId }) => workspaceId))).toEqual(
      new Set(["alpha", "beta"]),
    );
  });
});

describe("who is not a platform admin", () => {
  test("is told that there is nothing, even as an owner", async () => {
    for (const read of [
      () => listAdminWorkspaces(owner, { search: "", after: null }, NOW),
      () => getAdminWorkspace(owner, "alpha", NOW),
      () => listAudit(owner, null),
      () => listAudit(owner, "alpha"),
    ]) {
      await expect(read()).rejects.toMatchObject({ code: "not_found" });
    }
  });

  test("sees no purchase and no choice of another workspace", async () => {
    await expect(listPurchases(owner, "beta", 5)).rejects.toMatchObject({ code: "not_found" });
    await expect(getRunOptions(owner, "beta", NOW)).rejects.toMatchObject({ code: "not_found" });
    await expect(getPurchase(owner, "alpha", newId())).rejects.toMatchObject({ code: "not_found" });
    await expect(getPurchase(owner, "alpha", "no-id")).rejects.toMatchObject({ code: "not_found" });
  });
});

test("the Playground offers the models that have a price", async () => {
  const { models, agents, jobs } = await getRunOptions(owner, "alpha", NOW);
  expect(models).toContainEqual({ model: "mistral-small", vendor: "Mistral" });
  expect([agents, jobs]).toEqual([[], []]);
});
