import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setBudget } from "#lib/commands/set-budget.ts";
import { credits } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { listBudgets } from "./budgets.ts";
import { line, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function limited(id: string, limit: bigint, agent = "a") {
  const request = {
    id: null,
    name: agent,
    scope: "agent",
    subject: agent,
    creditType: "automation",
  } as const;
  const set = await setBudget(platform, id, { ...request, limit, onReach: "stop", reason: "test" }, NOW);
  if (!set.ok) throw new Error(JSON.stringify(set.error));
  return set.value.budget;
}

describe("the list of budgets", () => {
  test("says what counts in each this month, in the order they were made", async () => {
    const id = await workspace("Asia/Kolkata");
    await spend(id, [line("automation.record", "7.5")], { agent: "a" });
    await spend(id, [line("automation.record", "99")], {
      agent: "b",
      occurredAt: new Date("2026-10-31T18:29:59Z"),
    });
    await spend(id, [line("automation.record", "2")], {
      agent: "b",
      occurredAt: new Date("2026-10-31T18:30:00Z"),
    });
    const first = await limited(id, credits(10), "b");
    const second = await limited(id, 7_500_000n);
    const third = await limited(id, credits(5), "c");
    await limited(id, credits(7));
    const shared = { scope: "agent", creditType: "automation", onReach: "stop", held: "0" };
    expect(await listBudgets(platform, id, NOW)).toEqual({
      timeZone: "Asia/Kolkata",
      month: "2026-11",
      from: "2026-10-31T18:30:00.000Z",
      to: "2026-11-30T18:30:00.000Z",
      budgets: [
        {
          ...shared,
          id: first.id,
          name: "b",
          subject: "b",
          limit: "10",
          spent: "2",
          left: "8",
          isReached: false,
        },
        {
          ...shared,
          id: second.id,
          name: "a",
          subject: "a",
          limit: "7",
          spent: "7.5",
          left: "0",
          isReached: true,
        },
        {
          ...shared,
          id: third.id,
          name: "c",
          subject: "c",
          limit: "5",
          spent: "0",
          left: "5",
          isReached: false,
        },
      ],
    });
    expect((await listBudgets(platform, id, new Date("2026-11-30T18:30:00Z"))).budgets[0]).toMatchObject({
      spent: "0",
      left: "10",
    });
  });

  test("is for whoever may read the workspace", async () => {
    const id = await workspace();
    await limited(id, credits(10));
    const viewer: Viewer = { ...stranger, memberships: [{ workspaceId: id, role: "viewer" }] };
    expect((await listBudgets(viewer, id, NOW)).budgets).toHaveLength(1);
    await expect(listBudgets(stranger, id, NOW)).rejects.toThrow(NotFoundError);
    expect((await listBudgets(platform, await workspace(), NOW)).budgets).toEqual([]);
  });
});
