import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bodyHashOf } from "#lib/commands/body-hash.ts";
import { debit } from "#lib/commands/debit.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { credits, MICRO } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getBalance } from "./balance.ts";
import { listPackOffers } from "./packs.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const NOW = new Date("2026-11-21T15:00:00+01:00");
const DAY = 86_400_000;
let database: TestDatabase;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function workspace(currency = "EUR"): Promise<string> {
  count += 1;
  const id = `packs-${count}`;
  const opened = new Date(NOW.getTime() - 20 * DAY);
  await openWorkspace(platform, { id, name: id, timeZone: "Europe/Berlin", currency }, opened);
  return id;
}

/** Spends 20 automation credits on each of the last 10 complete days. */
async function useDaily(id: string): Promise<void> {
  for (let days = 10; days >= 1; days -= 1) {
    const at = new Date(NOW.getTime() - days * DAY);
    const line = {
      feature: "automation.record",
      quantity: 20n * MICRO,
      unchanged: 0n,
      tokens: null,
      model: null,
      ownKey: false,
    };
    const request = { mode: "all", agent: null, job: "sync", run: null, source: "api", actor: null } as const;
    const key = `day-${days}`;
    await debit(
      platform,
      id,
      { ...request, lines: [line], occurredAt: at, metadata: null },
      { key, bodyHash: bodyHashOf(key) },
      NOW,
    );
  }
}

async function automationOffers(id: string, need: bigint | null = null) {
  const { types } = await listPackOffers(
    platform,
    id,
    need === null ? null : { creditType: "automation", credits: need },
    NOW,
  );
  const found = types.find(({ creditType }) => creditType === "automation");
  if (!found) throw new Error("automation credits are sold");
  return found;
}

describe("the packs of a workspace", () => {
  test("are shown with the exact expiry, the price per 1,000 and the balance after", async () => {
    const id = await workspace();
    const { offers } = await automationOffers(id);
    expect(offers.map((offer) => offer.id)).toEqual([
      "automation-10000",
      "automation-50000",
      "automation-250000",
    ]);
    expect(offers[0]).toMatchObject({
      credits: "10000",
      price: { amountMinor: "2500", currency: "EUR" },
      perThousand: { amountMinor: "250", currency: "EUR" },
      validThrough: "2027-11-21",
      expiresAt: "2027-11-21T23:00:00.000Z",
      balanceAfter: "11000",
      lastsDays: null,
      atRisk: null,
    });
    expect(offers[2]?.validThrough).toBe("2028-11-21");
  });

  test("say how long they last at the workspace's pace, what would expire, and which one fits", async () => {
    const id = await workspace();
    await useDaily(id);
    const { offers, fit, available } = await automationOffers(id);
    expect(available).toBe("800");
    expect(offers[0]?.lastsDays).toBe(500);
    // 365.375 days until it expires; it is paid and expires, the starter credits never do, so it burns first.
    expect(offers[0]?.atRisk).toBe("2692.5");
    expect(fit).toEqual({ packId: "automation-10000", reason: "covers_month" });
  });

  test("mark the one that covers what a refused run was short of", async () => {
    const id = await workspace();
    expect((await automationOffers(id)).fit).toBeNull();
    expect((await automationOffers(id, credits(24_000))).fit).toEqual({
      packId: "automation-50000",
      reason: "covers_need",
    });
  });

  test("add to the available balance that every other screen shows", async () => {
    const id = await workspace();
    const { types } = await getBalance(platform, id, NOW);
    const shown = types.find(({ creditType }) => creditType === "automation")?.available;
    expect((await automationOffers(id)).available).toBe(shown);
  });

  test("are none in a currency without prices", async () => {
    const id = await workspace("JPY");
    expect((await automationOffers(id)).offers).toEqual([]);
  });

  test("are not for strangers, and bought by owners and billing members only", async () => {
    const id = await workspace();
    const person = (workspaceId: string, role: "owner" | "billing" | "member" | "viewer"): Viewer => ({
      kind: "user",
      userId: "u",
      email: "u@x.example",
      name: null,
      isPlatformAdmin: false,
      memberships: [{ workspaceId, role }],
    });
    await expect(listPackOffers(person("other", "owner"), id, null, NOW)).rejects.toMatchObject({
      code: "not_found",
    });
    const may = await Promise.all(
      (["owner", "billing", "member", "viewer"] as const).map(
        async (role) => (await listPackOffers(person(id, role), id, null, NOW)).canBuy,
      ),
    );
    expect(may).toEqual([true, true, false, false]);
  });
});
