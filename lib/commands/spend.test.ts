// When usage occurred decides its price and the day it is shown on; when it is reported decides the credits it takes.
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { credits, MICRO } from "#lib/core/credits.ts";
import { sampleLine } from "#lib/core/sample.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { keyed, NOW, platform, workspace } from "#lib/queries/test-workspace.ts";
import { debit } from "./debit.ts";
import { grantCredits } from "./grant-credits.ts";
import { publishRateCard } from "./publish-rate-card.ts";
import { priceRequest, priceRequestAt, type SpendRequest } from "./spend.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (ms: number) => new Date(NOW.getTime() - ms);
/** Two hours before NOW the price of a task rises from 2 to 3 credits. */
const RISE = ago(2 * HOUR);

let database: TestDatabase;
let dearer: number;

beforeAll(async () => {
  database = await createTestDatabase();
  const task = { kind: "unit", feature: "ai.task", creditType: "ai", unit: "task", per: 1, credits: "3" };
  const terms = { rounding: "exact", ownKey: "same", manual: "same", models: [] };
  const card = { rates: [{ ...task, ...terms }], effectiveFrom: RISE, note: "Dearer tasks" };
  const published = await publishRateCard(platform, card, ago(3 * HOUR));
  if (!published.ok) throw new Error(JSON.stringify(published.error));
  dearer = published.value.version;
});
afterAll(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
  await database.close();
});

function tasks(
  count: number,
  occurredAt: Date | null = null,
  changes: Partial<SpendRequest> = {},
): SpendRequest {
  const named = { agent: null, job: null, run: null, actor: null, metadata: null };
  return {
    lines: [sampleLine("ai.task", count)],
    mode: "all",
    source: "api",
    occurredAt,
    ...named,
    ...changes,
  };
}

async function priced(occurredAt: Date | null) {
  const result = await priceRequest(tasks(1, occurredAt), NOW);
  if (!result.ok) return result.error.code;
  return { credits: result.value.lines[0]?.credits, version: result.value.rateVersion };
}

describe("usage is priced by the rate card that was in force when it occurred", () => {
  test.each<[string, Date | null, number]>([
    ["now", null, 3],
    ["the instant of the rise", RISE, 3],
    ["a millisecond before it", ago(2 * HOUR + 1), 2],
    ["exactly 35 days ago", ago(35 * DAY), 2],
    ["five minutes from now, by a clock that is fast", ago(-5 * 60_000), 3],
  ])("%s", async (_, occurredAt, price) => {
    const version = price === 3 ? dearer : dearer - 1;
    expect(await priced(occurredAt)).toEqual({ credits: credits(price), version });
  });

  it("but not when it is older than 35 days, by a millisecond", async () => {
    expect(await priced(ago(35 * DAY + 1))).toBe("too_old");
    expect(await priceRequest(tasks(1, ago(35 * DAY + 1)), NOW)).toMatchObject({
      error: { occurredAt: ago(35 * DAY + 1) },
    });
  });

  it("nor when it is to come", async () => {
    expect(await priceRequest(tasks(1, ago(-5 * 60_000 - 1)), NOW)).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ path: "occurredAt" }] },
    });
  });

  it("nor for what that card did not know, though the one before it did", async () => {
    const line = sampleLine("ai.image", 1);
    const at = (occurredAt: Date) => priceRequest(tasks(0, occurredAt, { lines: [line] }), NOW);
    expect(await at(ago(3 * HOUR))).toMatchObject({ ok: true });
    expect(await at(RISE)).toMatchObject({
      ok: false,
      error: { code: "unknown_feature", feature: "ai.image" },
    });
  });
});

describe("what was authorised is priced by the version that authorised it", () => {
  test("also when another is in force by now", async () => {
    for (const [version, price] of [
      [dearer - 1, 2],
      [dearer, 3],
    ] as const) {
      const lines = await priceRequestAt(tasks(5), version);
      expect(lines).toMatchObject({ ok: true, value: [{ credits: credits(5 * price), source: "api" }] });
    }
  });

  test("a line that it cannot price is refused by its place", async () => {
    const lines = [sampleLine("ai.task", 1), { ...sampleLine("ai.task", 1), unchanged: 2n * MICRO }];
    expect(await priceRequestAt({ lines, source: "api" }, dearer)).toMatchObject({
      error: { code: "invalid_request", errors: [{ path: "lines.1.unchanged" }] },
    });
    const image = { lines: [sampleLine("ai.image", 1)], source: "api" } as const;
    expect(await priceRequestAt(image, dearer)).toMatchObject({ error: { code: "unknown_feature" } });
  });

  test("a version that there is none of is nobody's wish", async () => {
    await expect(priceRequestAt(tasks(1), 99)).rejects.toThrow("rate card 99");
  });
});

describe("late usage", () => {
  const late = ago(20 * DAY);
  const lot = {
    creditType: "ai",
    amount: credits(10),
    source: "promo",
    priority: 1,
    reason: "test",
  } as const;
  const grant = (id: string, effectiveAt: Date, expiresAt: Date | null, now: Date) =>
    grantCredits(platform, id, { ...lot, effectiveAt, expiresAt }, keyed(), now);

  it("spends what is spendable now: a grant made since, not one that has expired since", async () => {
    const id = await workspace();
    const gone = await grant(id, ago(30 * DAY), ago(HOUR), ago(30 * DAY));
    const fresh = await grant(id, ago(HOUR), null, ago(HOUR));
    if (!fresh.result.ok || !gone.result.ok) throw new Error("both are granted");
    const { result } = await debit(platform, id, tasks(4, late), keyed(), NOW);
    expect(result).toMatchObject({
      ok: true,
      value: { spent: { ai: "8" }, lines: [{ grants: [{ id: fresh.result.value.id, credits: "8" }] }] },
    });
    const { types } = await getBalance(platform, id, NOW);
    expect(types.find((type) => type.creditType === "ai")?.available).toBe("52");
  });

  it("is recorded now, with its version, and shown on the local day on which it occurred", async () => {
    const id = await workspace("Pacific/Auckland");
    // 11:30 UTC on the 1st is half past midnight of the 2nd there.
    const occurredAt = new Date("2026-11-01T11:30:00Z");
    await debit(platform, id, tasks(1, occurredAt), keyed(), NOW);
    const event = await database.prisma.usageEvent.findFirst({ where: { workspaceId: id } });
    expect(event).toMatchObject({
      occurredAt,
      recordedAt: NOW,
      rateVersion: dearer - 1,
      credits: credits(2),
    });
    expect(event?.day).toEqual(new Date("2026-11-02"));
    const days = await database.prisma.usageDaily.findMany({ where: { workspaceId: id } });
    expect(days.map(({ day, credits: spent }) => [day, spent])).toEqual([
      [new Date("2026-11-02"), credits(2)],
    ]);
  });

  it("moves credits now: the ledger is in the order in which it was written", async () => {
    const id = await workspace();
    await debit(platform, id, tasks(1), keyed(), NOW);
    await debit(platform, id, tasks(1, late), keyed(), NOW);
    const moves = await database.prisma.transfer.findMany({
      where: { workspaceId: id, kind: "debit" },
      orderBy: { seq: "asc" },
    });
    expect(moves.map(({ postedAt, amount }) => [postedAt, amount])).toEqual([
      [NOW, credits(3)],
      [NOW, credits(2)],
    ]);
  });

  it("that is too old changes nothing", async () => {
    const id = await workspace();
    const { result } = await debit(platform, id, tasks(1, ago(35 * DAY + 1)), keyed(), NOW);
    expect(result).toMatchObject({ ok: false, error: { code: "too_old" } });
    expect(await database.prisma.usageEvent.count({ where: { workspaceId: id } })).toBe(0);
  });
});
