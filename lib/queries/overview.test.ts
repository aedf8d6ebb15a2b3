import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { debit } from "#lib/commands/debit.ts";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { credits, parseMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { addDays } from "#lib/core/months.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getBalance } from "./balance.ts";
import { getBalanceTerms } from "./balance-terms.ts";
import { getNeeds } from "./needs.ts";
import { changePercent, getRecentUse } from "./recent-use.ts";

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

async function workspace(openedAt: Date): Promise<string> {
  count += 1;
  const id = `ws-${count}`;
  const opened = await openWorkspace(
    platform,
    { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" },
    openedAt,
  );
  expect(opened.ok).toBe(true);
  return id;
}

async function spend(id: string, records: bigint, at: Date, by: { agent?: string; job?: string } = {}) {
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
    agent: by.agent ?? null,
    job: by.job ?? null,
    run: null,
    source: "api" as const,
    actor: null,
    occurredAt: null,
    metadata: null,
  };
  const { result } = await debit(platform, id, request, keyed(), at);
  expect(result.ok).toBe(true);
}

async function promo(
  id: string,
  amount: number,
  at: Date,
  over: { effectiveAt?: Date; expiresAt?: Date } = {},
) {
  const { result } = await grantCredits(
    platform,
    id,
    {
      creditType: "automation",
      amount: credits(amount),
      source: "promo",
      effectiveAt: over.effectiveAt ?? null,
      expiresAt: over.expiresAt ?? null,
      priority: null,
      reason: "test",
    },
    keyed(),
    at,
  );
  if (!result.ok) throw new Error(result.error.code);
  return result.value.id;
}

describe("why a balance is what it is", () => {
  test("granted less used, expired, revoked and held is what is available, swept or not", async () => {
    const id = await workspace(inDays(-20));
    await promo(id, 100, inDays(-20), { expiresAt: inDays(-10) });
    await spend(id, 30n, inDays(-15));
    await spend(id, 5n, inDays(-5));
    await promo(id, 40, inDays(-4), { expiresAt: inDays(-1) });
    const revoked = await promo(id, 200, inDays(-3));
    await voidGrant(platform, id, revoked, "test", keyed(), inDays(-2));
    await promo(id, 500, inDays(-2), { effectiveAt: inDays(3) });

    const terms = (await getBalanceTerms(platform, id, NOW)).find((type) => type.creditType === "automation");
    expect(terms).toEqual({
      creditType: "automation",
      granted: "1340",
      used: "35",
      expired: "110",
      revoked: "200",
      held: "0",
      available: "995",
      scheduled: "500",
    });
    const balance = await getBalance(platform, id, NOW);
    const type = balance.types.find((one) => one.creditType === "automation");
    expect(type?.available).toBe(terms?.available);
    expect(type?.held).toBe(terms?.held);
    expect(type?.scheduled).toBe(terms?.scheduled);
  });

  test("the terms add up at any instant", async () => {
    const id = await workspace(inDays(-20));
    await promo(id, 100, inDays(-20), { expiresAt: inDays(-10) });
    await spend(id, 30n, inDays(-20));
    const [, automation] = await getBalanceTerms(platform, id, inDays(-10));
    const micro = (text: string | undefined) => parseMicro(text ?? "") ?? -1n;
    const sum =
      micro(automation?.granted) -
      micro(automation?.used) -
      micro(automation?.expired) -
      micro(automation?.revoked) -
      micro(automation?.held);
    expect(sum).toBe(micro(automation?.available));
  });
});

describe("recent use", () => {
  test("covers 30 local days; days before the workspace existed are missing, days without use are empty", async () => {
    const id = await workspace(inDays(-10));
    await spend(id, 7n, inDays(-2), { job: "feed" });
    const { types, today } = await getRecentUse(platform, id, NOW);
    const days = types.find((type) => type.creditType === "automation")?.days ?? [];
    expect(today).toBe("2026-11-21");
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toEqual({ day: today, parts: {} });
    expect(days.at(-3)).toEqual({ day: addDays(today, -2), parts: { "job:feed": "7" } });
    expect(days.findLast((day) => day.parts === null)?.day).toBe(addDays(today, -11));
  });

  test("an hour before local midnight is today, an hour after is tomorrow", async () => {
    const id = await workspace(inDays(-10));
    await spend(id, 1n, new Date("2026-11-20T22:30:00Z"), { job: "feed" });
    await spend(id, 2n, new Date("2026-11-20T23:30:00Z"), { job: "feed" });
    const { types } = await getRecentUse(platform, id, NOW);
    const days = types.find((type) => type.creditType === "automation")?.days ?? [];
    expect(days.slice(-2).map((day) => day.parts)).toEqual([{ "job:feed": "1" }, { "job:feed": "2" }]);
  });

  test("names the three largest users and puts the rest together; nothing is lost between them", async () => {
    const id = await workspace(inDays(-40));
    await spend(id, 50n, inDays(-35), { job: "old" });
    const users = [
      [5n, { agent: "a" }],
      [4n, { agent: "b", job: "j" }],
      [3n, { job: "j" }],
      [2n, {}],
      [1n, { job: "k" }],
    ] as const;
    for (const [records, by] of users) await spend(id, records, inDays(-1), by);
    const { types, topAgents } = await getRecentUse(platform, id, NOW);
    const use = types.find((type) => type.creditType === "automation");
    expect(use?.series.map((series) => series.key)).toEqual(["agent:a", "agent:b", "job:j", "other"]);
    expect(use?.days.at(-2)?.parts).toEqual({ "agent:a": "5", "agent:b": "4", "job:j": "3", other: "3" });
    expect(use?.total).toBe("15");
    expect(use?.previousTotal).toBe("50");
    expect(topAgents.map((agent) => [agent.agent, agent.credits, agent.changePercent])).toEqual([
      ["a", "5", null],
      ["b", "4", null],
    ]);
  });

  test("a change is whole per cent, half away from zero, and none against nothing", () => {
    expect(changePercent(150n, 100n)).toBe(50);
    expect(changePercent(0n, 100n)).toBe(-100);
    expect(changePercent(201n, 200n)).toBe(1);
    expect(changePercent(199n, 200n)).toBe(-1);
    expect(changePercent(5n, 0n)).toBeNull();
  });
});

describe("what needs a person", () => {
  test("a grant that will expire unused is listed with what is at risk", async () => {
    const id = await workspace(inDays(-20));
    for (let day = -14; day <= -1; day += 1) await spend(id, 10n, inDays(day), { job: "feed" });
    const expiresAt = inDays(12);
    await promo(id, 500, inDays(-1), { expiresAt });
    const needs = await getNeeds(platform, id, NOW);
    expect(needs).toEqual([
      {
        kind: "expiring",
        creditType: "automation",
        expiresAt: expiresAt.toISOString(),
        remaining: "500",
        atRisk: "380",
      },
    ]);
  });

  test("a type used up is listed, a new workspace needs nothing", async () => {
    const id = await workspace(inDays(-1));
    expect(await getNeeds(platform, id, NOW)).toEqual([]);
    await spend(id, 1_000n, inDays(-1));
    expect(await getNeeds(platform, id, NOW)).toEqual([{ kind: "used_up", creditType: "automation" }]);
  });
});

describe("a workspace of somebody else", () => {
  test("is answered like one that does not exist", async () => {
    const id = await workspace(NOW);
    const stranger: Viewer = {
      kind: "user",
      userId: "u",
      email: "stranger@example.com",
      name: null,
      isPlatformAdmin: false,
      memberships: [],
    };
    for (const query of [getRecentUse, getBalanceTerms, getNeeds]) {
      await expect(query(stranger, id, NOW)).rejects.toThrow(NotFoundError);
      await expect(query(stranger, "no-such-workspace", NOW)).rejects.toThrow(NotFoundError);
    }
  });
});
