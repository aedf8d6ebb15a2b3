import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { debit } from "#lib/commands/debit.ts";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { credits, parseMicro, sum } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { type ExpiryOfType, getExpiry } from "./expiry.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const NOW = new Date("2026-11-21T12:00:00.000Z");
const DAY = 86_400_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
let database: TestDatabase;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const keyed = () => {
  count += 1;
  return { key: `k${count}`, bodyHash: createHash("sha256").update(String(count)).digest("hex") };
};

/** A workspace whose starter automation credits are used up, `days` days ago. */
async function workspace(days: number): Promise<string> {
  count += 1;
  const id = `ws-${count}`;
  const terms = { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" };
  expect((await openWorkspace(platform, terms, inDays(-days))).ok).toBe(true);
  await spend(id, 1_000n, inDays(-days));
  return id;
}

async function spend(id: string, records: bigint, at: Date): Promise<void> {
  const line = {
    feature: "automation.record",
    quantity: records * 1_000_000n,
    unchanged: 0n,
    tokens: null,
    model: null,
    ownKey: false,
  };
  const request = {
    lines: [line],
    mode: "all" as const,
    agent: null,
    job: "feed",
    run: null,
    source: "api" as const,
    actor: null,
    occurredAt: null,
    metadata: null,
  };
  expect((await debit(platform, id, request, keyed(), at)).result.ok).toBe(true);
}

async function promo(id: string, amount: number, at: Date, expiresAt: Date | null): Promise<string> {
  const terms = {
    creditType: "automation",
    amount: credits(amount),
    source: "promo" as const,
    effectiveAt: null,
    expiresAt,
    priority: 50,
    reason: "test",
  };
  const { result } = await grantCredits(platform, id, terms, keyed(), at);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.id;
}

async function automation(id: string): Promise<ExpiryOfType> {
  const found = (await getExpiry(platform, id, NOW)).types.find((type) => type.creditType === "automation");
  if (!found) throw new Error("every workspace has automation credits");
  return found;
}

/** 10 records on each of the last 14 complete days. */
async function steadyUse(id: string): Promise<void> {
  await promo(id, 140, inDays(-20), null);
  for (let day = -14; day < 0; day += 1) await spend(id, 10n, inDays(day));
}

test("a lot that expires sooner than the pace uses it up is at risk for the rest", async () => {
  const id = await workspace(15);
  await steadyUse(id);
  await promo(id, 500, inDays(-1), inDays(12));
  const type = await automation(id);
  expect(type).toMatchObject({ paceState: "pace", dailyPace: "10", expiring: "500", atRisk: "380" });
  expect(type.lots).toMatchObject([
    { expiresInDays: 12, effective: true, forecast: { willBeUsed: "120", atRisk: "380" } },
  ]);
});

test("the twelve months, what is later and what never expires add up to what is left", async () => {
  const id = await workspace(15);
  await steadyUse(id);
  for (const days of [5, 40, 41, 200, 330, 500]) await promo(id, days, inDays(-1), inDays(days));
  await promo(id, 7, inDays(-1), null);
  const type = await automation(id);
  const micro = (text: string) => parseMicro(text) ?? -1n;
  const months = sum(type.months.map((month) => micro(month.expiring)));
  expect(type.months.map(({ month }) => month)).toHaveLength(12);
  expect(type.months[0]?.month).toBe("2026-11");
  expect(type).toMatchObject({ expiring: "616", later: "500", never: "7" });
  expect(months).toBe(micro(type.expiring));
  expect(sum(type.lots.map((lot) => micro(lot.remaining)))).toBe(months + micro("507"));
  for (const { expiring, forecast } of type.months) {
    expect(micro(forecast?.willBeUsed ?? "") + micro(forecast?.atRisk ?? "")).toBe(micro(expiring));
  }
});

test("a lot that ends at midnight of the 1st stands in the month before, the last in which it can be used", async () => {
  const id = await workspace(15);
  await promo(id, 100, inDays(-1), new Date("2026-11-30T23:00:00.000Z"));
  await promo(id, 30, inDays(-1), new Date("2026-11-30T23:00:00.001Z"));
  const { months } = await automation(id);
  expect(months.slice(0, 2).map(({ expiring }) => expiring)).toEqual(["100", "30"]);
});

test("under five days of use nothing is forecast, without any use everything is at risk", async () => {
  const young = await workspace(2);
  await promo(young, 100, inDays(-1), inDays(12));
  expect(await automation(young)).toMatchObject({ paceState: "not_enough_history", atRisk: null });
  const quiet = await workspace(30);
  await promo(quiet, 100, inDays(-1), inDays(12));
  expect(await automation(quiet)).toMatchObject({ paceState: "no_use", dailyPace: null, atRisk: "100" });
});

test("a lot that has expired says what was lost, before and after a posting has moved it", async () => {
  const id = await workspace(30);
  const lot = await promo(id, 100, inDays(-20), inDays(-3));
  await spend(id, 40n, inDays(-10));
  const lost = [{ id: lot, creditType: "automation", source: "promo", amount: "100", lost: "60" }];
  expect((await getExpiry(platform, id, NOW)).expired).toMatchObject(lost);
  await promo(id, 5, inDays(-1), null);
  expect((await getExpiry(platform, id, NOW)).expired).toMatchObject(lost);
  expect((await automation(id)).lots.map(({ remaining }) => remaining)).toEqual(["5"]);
});

test("a lot that was taken back, or expired long ago, is not among the lost", async () => {
  const id = await workspace(150);
  await promo(id, 100, inDays(-140), inDays(-95));
  const taken = await promo(id, 100, inDays(-20), inDays(-3));
  expect((await voidGrant(platform, id, taken, "mistake", keyed(), inDays(-10))).result.ok).toBe(true);
  expect((await getExpiry(platform, id, NOW)).expired).toEqual([]);
});

test("a workspace of somebody else is answered like one that does not exist", async () => {
  const id = await workspace(1);
  const stranger: Viewer = {
    kind: "user",
    userId: "u",
    email: "stranger@example.com",
    name: null,
    isPlatformAdmin: false,
    memberships: [],
  };
  await expect(getExpiry(stranger, id, NOW)).rejects.toThrow(NotFoundError);
  await expect(getExpiry(stranger, "no-such-workspace", NOW)).rejects.toThrow(NotFoundError);
});
