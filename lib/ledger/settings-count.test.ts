import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Budget } from "#lib/core/budgets.ts";
import { credits } from "#lib/core/credits.ts";
import { endBudgetRow, insertBudget, updateBudget } from "#lib/db/budgets.ts";
import { deleteFeature, type FeatureHolder, putFeature } from "#lib/db/features.ts";
import { newId } from "#lib/db/new-id.ts";
import { writePause } from "#lib/db/pauses.ts";
import { inTransaction, pgSql, type Sql } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, type Engine } from "./engine.ts";
import {
  answerTo,
  bareWorkspace,
  codeOf,
  debitOf,
  expectRightBooks,
  expireOf,
  grantOf,
  holdOf,
  later,
  NOW,
  SECOND,
  walletOf,
} from "./test-items.ts";
import { blocked, release } from "./test-locks.ts";

let database: TestDatabase;
let plans = 0;
let plan: string;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  plans += 1;
  plan = `plan-${plans}`;
  id = await bareWorkspace({ plan });
  await withTwo(([engine]) => engine.post(grantOf(id, 50)));
});
afterEach(expectRightBooks);

/** Two engines that remember the workspace as it is, and have met no surprise that would make them careful. */
async function withTwo<T>(work: (engines: [Engine, Engine]) => Promise<T>): Promise<T> {
  const make = () => createEngine(() => database.pool.connect(), { byWorkspace: false });
  const engines: [Engine, Engine] = [make(), make()];
  for (const engine of engines) await engine.post(expireOf(id, NOW));
  try {
    return await work(engines);
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}

type Change = (sql: Sql) => Promise<unknown>;

/** What one process says to a debit of one credit after the change, and another to a hold. */
function codeAfter(change: Change, over: { now?: Date } = {}): Promise<string> {
  return withTwo(async ([one, other]) => {
    await inTransaction(change);
    const codes = [
      codeOf(await one.post(debitOf(id, 1, over))),
      codeOf(await other.post(holdOf(id, 1, over))),
    ];
    expect(new Set(codes).size, codes.join()).toBe(1);
    return codes[0] ?? "";
  });
}

describe("counts for the next posting of every process:", () => {
  test("a pause, and its end", async () => {
    const pause = { at: NOW, by: "test", reason: "test" };
    expect(await codeAfter((sql) => writePause(sql, id, pause))).toBe("workspace_paused");
    expect(await codeAfter((sql) => writePause(sql, id, null))).toBe("ok");
  });

  test("a budget that is made, changed and ended", async () => {
    const budget: Budget = {
      id: newId(),
      name: "Limit",
      scope: "workspace",
      subject: "",
      creditType: "automation",
      limit: 0n,
      onReach: "stop",
    };
    const change = (changes: Partial<Budget>) =>
      codeAfter((sql) => updateBudget(sql, id, { ...budget, ...changes }));
    expect(await codeAfter((sql) => insertBudget(sql, id, budget, { at: NOW, by: "test" }))).toBe(
      "budget_stop",
    );
    expect(await change({ limit: credits(2) })).toBe("ok");
    expect(await change({ limit: credits(2) })).toBe("budget_stop");
    expect(await change({ onReach: "alert" })).toBe("ok");
    expect(await change({ limit: credits(1) })).toBe("budget_stop");
    expect(await codeAfter((sql) => endBudgetRow(sql, id, budget.id, NOW))).toBe("ok");
  });

  const LEVELS: [level: FeatureHolder["kind"], refusal: string][] = [
    ["workspace", "feature_off"],
    ["plan", "plan_restricted"],
  ];
  test.each(LEVELS)("a feature of the %s that is set, changed and taken away", async (kind, refusal) => {
    const holder = { kind, id: kind === "plan" ? plan : id };
    const feature = "automation.record";
    const put = (state: "on" | "off" | "trial", endsAt: Date | null) =>
      codeAfter((sql) => putFeature(sql, holder, { feature, state, endsAt }));
    expect(await put("off", null)).toBe(refusal);
    expect(await put("trial", later(SECOND))).toBe("ok");
    expect(await put("trial", NOW)).toBe("trial_ended");
    expect(await codeAfter((sql) => deleteFeature(sql, holder, feature))).toBe("ok");
    expect(await put("off", later(SECOND))).toBe(refusal);
    expect(await put("off", NOW)).toBe("ok");
  });

  test("another plan", async () => {
    const holder = { kind: "plan", id: "restricted" } as const;
    await inTransaction((sql) =>
      putFeature(sql, holder, { feature: "automation.record", state: "off", endsAt: null }),
    );
    const move = (to: string) => (sql: Sql) => sql("UPDATE workspace SET plan = $2 WHERE id = $1", [id, to]);
    expect(await codeAfter(move("restricted"))).toBe("plan_restricted");
    expect(await codeAfter(move(plan))).toBe("ok");
  });

  test("another time zone", async () => {
    const now = new Date("2026-11-30T23:30:00.000Z");
    const budget = { name: "Limit", scope: "workspace", subject: "", creditType: "automation" } as const;
    const stop = { ...budget, id: newId(), limit: credits(2), onReach: "stop" } as const;
    expect(await codeAfter((sql) => insertBudget(sql, id, stop, { at: NOW, by: "test" }), { now })).toBe(
      "ok",
    );
    const move = (to: string) => (sql: Sql) =>
      sql("UPDATE workspace SET time_zone = $2 WHERE id = $1", [id, to]);
    expect(await codeAfter(move("Europe/Paris"), { now })).toBe("budget_stop");
    expect(await codeAfter(move("UTC"), { now })).toBe("ok");
    expect(await codeAfter(move("Europe/Berlin"), { now })).toBe("budget_stop");
  });
});

test("nothing that is asked for after a pause passes, however much is under way when it begins", () =>
  withTwo(async (engines) => {
    const pause = { at: NOW, by: "test", reason: "test" };
    answerTo(await engines[0].post(grantOf(id, 10_000)), "grant");
    const ask = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          engines[index % 2 === 0 ? 0 : 1].post(index % 4 < 2 ? debitOf(id, 1) : holdOf(id, 1)),
        ),
      );
    const before = ask(400);
    await inTransaction((sql) => writePause(sql, id, pause));
    const late = await ask(100);
    expect(new Set(late.map(codeOf))).toEqual(new Set(["workspace_paused"]));
    const passed = (await before).filter(({ result }) => result.ok).length;
    const [remaining] = await walletOf(id);
    expect(remaining).toBe(10_050 - passed);
  }));

test("a plan that is set while a feature of it is", async () => {
  const goal = `${plan}-goal`;
  const setFeature = (sql: Sql) =>
    sql("INSERT INTO plan_feature (plan, feature, state) VALUES ($1, 'automation.record', 'off')", [goal]);
  const setPlan = (sql: Sql) => sql("UPDATE workspace SET plan = $1 WHERE id = $2", [goal, id]);
  const engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
  const locker = await database.pool.connect();
  await locker.query("BEGIN");
  await setFeature(pgSql(locker));
  const setting = inTransaction(setPlan);
  await Promise.race([setting, blocked(1)]);
  // From here on it remembers what was committed until now.
  answerTo(await engine.post(debitOf(id, 1)), "debit");
  await release(locker, "COMMIT");
  await setting;
  expect(codeOf(await engine.post(debitOf(id, 1)))).toBe("plan_restricted");
  await engine.close();
});
