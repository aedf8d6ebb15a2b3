import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { MICRO } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { TRANSFERS_SINCE } from "#lib/db/balance-at.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { expireGrants } from "#lib/jobs/expire-grants.ts";
import { Random } from "#lib/ledger/model/random.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { type BalanceDto, getBalance } from "./balance.ts";
import { getBalanceAt } from "./balance-at.ts";
import { capture, extend, hold, records, release } from "./test-holds.ts";
import { attributes, keyed, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});
afterAll(() => database.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const later = (ms: number) => new Date(NOW.getTime() + ms);

/** A balance without what looks ahead. */
function settled({ types, ...balance }: BalanceDto) {
  return { ...balance, types: types.map((type) => ({ ...type, runway: null, runwayState: null })) };
}

async function at(id: string, instant: Date, now = later(400 * DAY)) {
  const past = await getBalanceAt(platform, id, instant, now);
  if (!past.ok) throw new Error(past.error.code);
  return settled(past.value);
}

type Story = { id: string; random: Random; now: Date; holds: string[]; grants: string[] };

/** One thing that may happen to a balance; what is refused changes nothing, which is as good a case. */
async function step({ id, random, now, holds, grants }: Story): Promise<string> {
  const soon = (most: number) => new Date(now.getTime() + random.whole(1, most) * MINUTE);
  const kind = random.weighted([
    ["grant", 3],
    ["debit", 4],
    ["hold", 5],
    ["capture", 3],
    ["release", 2],
    ["extend", 2],
    ["void", 1],
    ["sweep", 1],
  ]);
  const holdId = holds.length > 0 ? random.pick(holds) : crypto.randomUUID();
  switch (kind) {
    case "grant": {
      const effectiveAt = random.chance(0.3) ? soon(2000) : null;
      const { result } = await grantCredits(
        platform,
        id,
        {
          creditType: random.pick(["ai", "automation"]),
          amount: BigInt(random.whole(1, 200)) * MICRO,
          source: "promo",
          effectiveAt,
          expiresAt: random.chance(0.7)
            ? new Date((effectiveAt ?? now).getTime() + random.whole(1, 3000) * MINUTE)
            : null,
          priority: random.whole(0, 100),
          reason: "test",
        },
        keyed(),
        now,
      );
      if (result.ok) grants.push(result.value.id);
      break;
    }
    case "debit":
      await spend(id, [records(String(random.whole(0, 9)))], {}, now).catch(() => null);
      break;
    case "hold": {
      const lines = [records(String(random.whole(1, 300))), attributes(String(random.whole(0, 900)))];
      const made = await hold(id, lines, soon(random.pick([10, 3000])), now);
      if (made.result.ok) holds.push(made.holdId);
      break;
    }
    case "capture": {
      const lines = random.chance(0.5) ? null : [records(String(random.whole(1, 40)))];
      await capture(id, holdId, lines, random.chance(0.5), now);
      break;
    }
    case "release":
      await release(id, holdId, now);
      break;
    case "extend":
      await extend(id, holdId, soon(4000), now);
      break;
    case "void":
      if (grants.length > 0) await voidGrant(platform, id, random.pick(grants), "test", keyed(), now);
      break;
    case "sweep":
      await expireGrants(now);
      break;
  }
  return kind;
}

describe("the balance at a time", () => {
  test.each([1, 2, 3])(
    "is what the balance was then, at every instant of history %i",
    async (seed) => {
      const random = new Random(seed);
      const story: Story = { id: await workspace(), random, now: NOW, holds: [], grants: [] };
      const seen: { instant: Date; kind: string; balance: ReturnType<typeof settled> }[] = [];
      const look = async (instant: Date, kind: string) => {
        const balance = settled(await getBalance(platform, story.id, instant));
        seen.push({ instant, kind, balance });
      };
      for (let count = 0; count < 120; count += 1) {
        const gap = random.pick([1, 7, MINUTE, 20 * MINUTE, 5 * HOUR, 30 * HOUR]);
        story.now = new Date(story.now.getTime() + gap);
        await look(new Date(story.now.getTime() - 1), "before");
        const kind = await step(story);
        await look(story.now, kind);
      }
      // Of two looks at one instant, the later one saw all of it.
      const last = new Map(seen.map((one) => [one.instant.getTime(), one]));
      expect(last.size).toBeGreaterThan(150);
      for (const { instant, balance, kind } of last.values()) {
        expect([kind, await at(story.id, instant)]).toEqual([kind, balance]);
      }
      const { rows } = await database.pool.query(
        "SELECT count(*)::integer AS days FROM balance_snapshot WHERE workspace_id = $1",
        [story.id],
      );
      expect(rows[0].days).toBeGreaterThan(10);
    },
    60_000,
  );

  test("is nothing before the workspace existed, and stays what it was on days without postings", async () => {
    const id = await workspace();
    const before = await at(id, later(-1));
    expect(before.types.map(({ available, held, grants }) => [available, held, grants])).toEqual([
      ["0", "0", []],
      ["0", "0", []],
    ]);
    await spend(id, [records("10")], {}, later(40 * DAY));
    const available = async (instant: Date) => (await at(id, instant)).types[1]?.available;
    expect(await available(NOW)).toBe("1000");
    expect(await available(later(40 * DAY - 1))).toBe("1000");
    expect(await available(later(40 * DAY))).toBe("990");
    expect(await available(later(300 * DAY))).toBe("990");
  });

  test("does not know a hold's extension before it was made, and not its end before that", async () => {
    const id = await workspace();
    const { holdId } = await hold(id, [records("100")], later(10 * MINUTE), NOW);
    await extend(id, holdId, later(30 * MINUTE), later(9 * MINUTE));
    await spend(id, [records("1")], {}, later(2 * DAY));
    const held = async (ms: number) => (await at(id, later(ms))).types[1]?.held;
    expect(await Promise.all([0, 9 * MINUTE, 30 * MINUTE - 1, 30 * MINUTE, 2 * DAY].map(held))).toEqual([
      "100",
      "100",
      "100",
      "0",
      "0",
    ]);
  });

  test("has what came back to a lot before that lot was taken back", async () => {
    const id = await workspace();
    const terms = { creditType: "automation", source: "promo", effectiveAt: null, priority: 1 } as const;
    const request = { ...terms, amount: 100n * MICRO, expiresAt: null, reason: "test" };
    const { result } = await grantCredits(platform, id, request, keyed(), NOW);
    if (!result.ok) throw new Error(result.error.code);
    await hold(id, [records("60")], later(10 * MINUTE), NOW);
    await voidGrant(platform, id, result.value.id, "test", keyed(), later(HOUR));
    const available = async (ms: number) => (await at(id, later(ms))).types[1]?.available;
    expect(await Promise.all([0, 10 * MINUTE, HOUR - 1, HOUR].map(available))).toEqual([
      "1040",
      "1100",
      "1100",
      "1000",
    ]);
  });

  test("is refused for the future, and not found for a stranger", async () => {
    const id = await workspace();
    expect(await getBalanceAt(platform, id, later(1), NOW)).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ path: "at" }] },
    });
    expect(await getBalanceAt(platform, id, NOW, NOW)).toMatchObject({ ok: true });
    await expect(getBalanceAt(stranger, id, NOW, NOW)).rejects.toThrow(NotFoundError);
  });

  test("costs the transfers of its day, however long the history", async () => {
    const id = await workspace();
    const DAYS = 25;
    const A_DAY = 30;
    for (let day = 1; day <= DAYS; day += 1) {
      await Promise.all(Array.from({ length: A_DAY }, () => spend(id, [records("1")], {}, later(day * DAY))));
    }
    await database.pool.query("ANALYZE transfer");
    const instant = later(20 * DAY);
    const { rows: snapshots } = await database.pool.query(
      "SELECT seq FROM balance_snapshot WHERE workspace_id = $1 AND day = $2",
      [id, instant.toISOString().slice(0, 10)],
    );
    const from = new Date(`${instant.toISOString().slice(0, 10)}T00:00:00.000Z`);
    const { rows } = await database.pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${TRANSFERS_SINCE}`, [
      id,
      from,
      instant,
      snapshots[0].seq,
    ]);
    expect(rowsRead(rows[0]["QUERY PLAN"][0].Plan)).toBe(A_DAY);
    expect((await at(id, instant)).types[1]?.available).toBe(String(1000 - 20 * A_DAY));
  }, 60_000);
});

/** The rows that the scans of a plan looked at. */
function rowsRead(node: {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Parameters<typeof rowsRead>[0][];
}): number {
  const own = node["Relation Name"] ? node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) : 0;
  return own * node["Actual Loops"] + (node.Plans ?? []).reduce((sum, plan) => sum + rowsRead(plan), 0);
}
