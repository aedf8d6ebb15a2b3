import { expect, test } from "vitest";
import { testEngines } from "./test-engines.ts";
import {
  answerTo,
  bareWorkspace,
  codeOf,
  debitOf,
  grantOf,
  holdOf,
  later,
  NOW,
  transfersOf,
  walletOf,
} from "./test-items.ts";

const engines = testEngines();

test("what is posted together is undone together when what belongs to it fails", async () => {
  const id = await engines.filled(10);
  const item = debitOf(id, 4);
  const unit = engines.one.postTogether([item], {
    after: async (sql) => {
      await sql("UPDATE workspace SET name = 'Changed' WHERE id = $1", [id]);
      throw new Error("not after all");
    },
  });
  await expect(unit).rejects.toThrow("not after all");
  expect(await walletOf(id)).toEqual([10, 0]);
  const { rows } = await engines.database.pool.query("SELECT name FROM workspace WHERE id = $1", [id]);
  expect(rows).toEqual([{ name: id }]);
  expect(await engines.one.post(item)).toMatchObject({ replayed: false, result: { ok: true } });
});

test("whoever hides the failure of a statement is not told that the posting stands", async () => {
  const id = await engines.filled(10);
  const unit = engines.one.postTogether([debitOf(id, 4)], {
    after: async (sql) => {
      await sql("SELECT 1 / 0").catch(() => undefined);
    },
  });
  await expect(unit).rejects.toThrow("rolled back");
  expect(await walletOf(id)).toEqual([10, 0]);
  expect(codeOf(await engines.one.post(debitOf(id, 1)))).toBe("ok");
});

test("a workspace made before its postings is there for them, and for what comes after", async () => {
  const id = "made-before";
  const seen: unknown[] = [];
  const outcomes = await engines.one.postTogether([grantOf(id, 5), debitOf(id, 2)], {
    before: async (sql) => {
      await sql(
        "INSERT INTO workspace (id, name, time_zone, currency, created_at) VALUES ($1, $1, 'UTC', 'EUR', $2)",
        [id, NOW],
      );
      await sql("INSERT INTO ledger_head (workspace_id, seq, posted_at) VALUES ($1, 0, $2)", [id, NOW]);
    },
    after: async (sql, posted) => {
      seen.push(posted.map(codeOf), await sql("SELECT remaining FROM wallet WHERE workspace_id = $1", [id]));
    },
  });
  expect(outcomes.map(codeOf)).toEqual(["ok", "ok"]);
  expect(seen).toEqual([["ok", "ok"], [{ remaining: 3_000_000n }]]);
});

test("a setting changed before the postings of a unit counts for them", async () => {
  const id = await engines.filled(10);
  const outcomes = await engines.one.postTogether([debitOf(id, 2)], {
    before: async (sql) => {
      await sql(
        "UPDATE workspace SET paused_at = $2, paused_by = 'test', paused_reason = 'test' WHERE id = $1",
        [id, NOW],
      );
    },
  });
  expect(outcomes.map(codeOf)).toEqual(["workspace_paused"]);
});

test("units and items of a workspace are posted in the order in which they came", async () => {
  const id = await bareWorkspace();
  const kinds = await Promise.all([
    engines.one.post(debitOf(id, 1)),
    engines.one.postTogether([grantOf(id, 3)], {}).then(([outcome]) => outcome),
    engines.one.post(debitOf(id, 2)),
    engines.one.post(holdOf(id, 1)),
    engines.one.postTogether([debitOf(id, 1)], {}).then(([outcome]) => outcome),
    engines.one.post(grantOf(id, 1)),
  ]);
  expect(kinds.map((outcome) => outcome && codeOf(outcome))).toEqual([
    "insufficient_credits",
    "ok",
    "ok",
    "ok",
    "insufficient_credits",
    "ok",
  ]);
  expect(await transfersOf(id)).toEqual([
    ["grant", 3],
    ["debit", 2],
    ["hold", 1],
    ["grant", 1],
  ]);
});

test.each(["a unit", "a flush"])(
  "of %s over midnight, the day that begins is kept as it began",
  async (how) => {
    const id = await bareWorkspace();
    const midnight = new Date("2026-11-22T00:00:00.000Z");
    const grant = grantOf(id, 10, { now: later(-2, midnight) });
    answerTo(await engines.one.post(grant), "grant");
    answerTo(await engines.one.post(debitOf(id, 1, { now: later(-2, midnight) })), "debit");
    const items = [debitOf(id, 2, { now: later(-1, midnight) }), debitOf(id, 3, { now: midnight })];
    if (how === "a unit") await engines.one.postTogether(items, {});
    else await Promise.all(items.map((item) => engines.one.post(item)));
    const { rows } = await engines.database.pool.query(
      "SELECT day, lots FROM balance_snapshot WHERE workspace_id = $1 ORDER BY day DESC LIMIT 1",
      [id],
    );
    expect(rows).toEqual([
      { day: "2026-11-22", lots: [{ id: grant.grant.id, remaining: "7000000", held: "0" }] },
    ]);
  },
);
