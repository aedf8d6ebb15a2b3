import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SpendRequest } from "#lib/commands/spend.ts";
import type { Budget, BudgetScope } from "#lib/core/budgets.ts";
import { type Credits, credits } from "#lib/core/credits.ts";
import { line, NOW, spend, workspace } from "#lib/queries/test-workspace.ts";
import { budgetsOf, computeBudgetUse, insertBudget, readBudgetUse } from "./budgets.ts";
import { newId } from "./new-id.ts";
import { pgSql } from "./sql.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const KEY = newId();
const LATER = new Date(NOW.getTime() + 60_000);
let database: TestDatabase;
const sql = () => pgSql(database.pool);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

function budgetOf(scope: BudgetScope, subject = "", creditType = "automation"): Budget {
  return { id: newId(), name: scope, scope, subject, creditType, limit: credits(100), onReach: "stop" };
}

/** A hold as the ledger writes it, with what is left of its parts. */
async function hold(id: string, left: [creditType: string, left: Credits][], over: Partial<Hold> = {}) {
  const row = {
    agent: "",
    job: "",
    actor: "key:platform",
    key: null,
    month: "2026-11-01",
    ended: null,
    ...over,
  };
  const parts = left.map(([creditType, amount]) => ({
    grant: newId(),
    creditType,
    held: String(amount + 1n),
    left: String(amount),
  }));
  await sql()(
    `INSERT INTO hold (workspace_id, id, created_at, expires_at, ended_at, ended_how, month, agent, job, run, source, actor,
                       api_key, rate_version, lines, parts)
     VALUES ($1, $2, $3, $4, $5, $6, $7::date, $8, $9, '', 'api', $10, $11::uuid, 1, '[]', $12::jsonb)`,
    [
      id,
      newId(),
      NOW,
      row.expiresAt ?? LATER,
      row.ended && NOW,
      row.ended,
      row.month,
      row.agent,
      row.job,
      row.actor,
      row.key,
      JSON.stringify(parts),
    ],
  );
}
type Hold = {
  agent: string;
  job: string;
  actor: string;
  key: string | null;
  month: string;
  ended: string | null;
  expiresAt: Date;
};

const records = (count: string, over: Partial<SpendRequest> = {}, now = NOW) => ({
  lines: [line("automation.record", count)],
  over,
  now,
});

async function used(id: string, ...uses: ReturnType<typeof records>[]) {
  for (const { lines, over, now } of uses) await spend(id, lines, over, now);
}

describe("what counts in a budget", () => {
  test("is each usage event and open hold once, in every budget whose scope it is in", async () => {
    const id = await workspace();
    await used(
      id,
      records("1", { agent: "a", job: "j" }),
      records("2", { agent: "a", actor: "user:ada" }),
      records("4", { agent: "b", job: "j" }),
      records("8"),
    );
    await spend(id, [line("ai.task", "1")], { agent: "a" });
    await database.pool.query(
      "UPDATE usage_event SET api_key = $2 WHERE workspace_id = $1 AND credits IN (2000000, 8000000)",
      [id, KEY],
    );
    const held = { agent: "a", job: "k", actor: "user:ada", key: KEY };
    await hold(
      id,
      [
        ["automation", credits(16)],
        ["ai", credits(3)],
        ["automation", credits(32)],
      ],
      held,
    );
    await hold(id, [["automation", credits(64)]]);
    const cases: [Budget, spent: number, held: number][] = [
      [budgetOf("workspace"), 15, 112],
      [budgetOf("agent", "a"), 3, 48],
      [budgetOf("agent", "b"), 4, 0],
      [budgetOf("agent", "c"), 0, 0],
      [budgetOf("job", "j"), 5, 0],
      [budgetOf("job", "k"), 0, 48],
      [budgetOf("member", "user:ada"), 2, 48],
      [budgetOf("member", "key:platform"), 13, 64],
      [budgetOf("key", KEY), 10, 48],
      [budgetOf("agent", "a", "ai"), 2, 3],
    ];
    const budgets = cases.map(([budget]) => budget);
    const uses = await computeBudgetUse(sql(), id, budgets, "2026-11");
    expect(budgets.map((budget) => ({ budget, ...uses.get(budget.id) }))).toEqual(
      cases.map(([budget, spent, kept]) => ({ budget, spent: credits(spent), held: credits(kept) })),
    );
  });

  test("is of the local month: by the day on which it occurred, wherever that is", async () => {
    for (const [zone, lastOfOctober] of [
      ["Pacific/Auckland", "2026-10-31T10:59:59Z"],
      ["America/Los_Angeles", "2026-11-01T06:59:59Z"],
    ] as const) {
      const id = await workspace(zone);
      const last = new Date(lastOfOctober);
      const first = new Date(last.getTime() + 1_000);
      await used(id, records("1", { occurredAt: last }), records("2", { occurredAt: first }));
      const budgets = [budgetOf("workspace"), budgetOf("member", "key:platform")];
      for (const [month, spent] of [
        ["2026-10", 1],
        ["2026-11", 2],
        ["2026-12", 0],
      ] as const) {
        const uses = await computeBudgetUse(sql(), id, budgets, month);
        expect([...uses.values()].map((use) => use.spent)).toEqual([credits(spent), credits(spent)]);
      }
    }
  });

  test("is nothing of a hold that has ended, or was made in another month", async () => {
    const id = await workspace();
    await hold(id, [["automation", credits(1)]], { ended: "released" });
    await hold(id, [["automation", credits(2)]], { month: "2026-10-01" });
    await hold(id, []);
    const budget = budgetOf("workspace");
    expect((await computeBudgetUse(sql(), id, [budget], "2026-11")).get(budget.id)?.held).toBe(0n);
    expect((await computeBudgetUse(sql(), id, [budget], "2026-10")).get(budget.id)?.held).toBe(credits(2));
  });

  test("is nothing of another workspace", async () => {
    const [id, other] = [await workspace(), await workspace()];
    await used(other, records("5", { agent: "a" }));
    await hold(other, [["automation", credits(5)]], { agent: "a" });
    const budgets = [budgetOf("workspace"), budgetOf("agent", "a"), budgetOf("member", "key:platform")];
    const uses = await computeBudgetUse(sql(), id, budgets, "2026-11");
    expect([...uses.values()]).toEqual(budgets.map(() => ({ spent: 0n, held: 0n })));
  });

  test("is computed for no budget when there is none", async () => {
    expect(await computeBudgetUse(sql(), await workspace(), [], "2026-11")).toEqual(new Map());
    expect(await readBudgetUse(sql(), await workspace(), [], "2026-11", NOW)).toEqual([]);
  });
});

describe("what is shown of a budget", () => {
  test("is what is stored as spent, and where nothing is, what was", async () => {
    const id = await workspace();
    await used(id, records("5", { agent: "a" }));
    const [stored, fresh] = [budgetOf("workspace"), budgetOf("agent", "a")];
    for (const budget of [stored, fresh]) await insertBudget(sql(), id, budget, { at: NOW, by: "test" });
    await database.pool.query(
      "INSERT INTO budget_use (workspace_id, budget_id, month, spent, held) VALUES ($1, $2, '2026-11-01', 9000000, 0), ($1, $2, '2026-10-01', 1, 0)",
      [id, stored.id],
    );
    const budgets = await budgetsOf(id);
    expect(budgets).toEqual([stored, fresh]);
    expect(await readBudgetUse(sql(), id, budgets, "2026-11", NOW)).toEqual([
      { ...stored, month: "2026-11", spent: credits(9), held: 0n },
      { ...fresh, month: "2026-11", spent: credits(5), held: 0n },
    ]);
  });

  test("is nothing of a hold whose time has passed, whether or not somebody has ended it", async () => {
    const id = await workspace();
    const budget = budgetOf("workspace");
    await hold(id, [["automation", credits(7)]], { expiresAt: LATER });
    const before = new Date(LATER.getTime() - 1);
    expect(await readBudgetUse(sql(), id, [budget], "2026-11", before)).toMatchObject([{ held: credits(7) }]);
    expect(await readBudgetUse(sql(), id, [budget], "2026-11", LATER)).toMatchObject([{ held: 0n }]);
    expect((await computeBudgetUse(sql(), id, [budget], "2026-11")).get(budget.id)?.held).toBe(credits(7));
  });
});
