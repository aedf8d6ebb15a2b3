import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { line, NOW, platform, spend, workspace } from "#lib/queries/test-workspace.ts";
import { checkSpend } from "./check-spend.ts";
import { pauseWorkspace } from "./pause-workspace.ts";
import { type BudgetRequest, setBudget } from "./set-budget.ts";
import { setFeature } from "./set-feature.ts";
import type { SpendRequest } from "./spend.ts";

const NEXT_MONTH = new Date("2026-11-30T23:00:00Z"); // 1 December, 00:00 in Berlin
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const records = (quantity: string, over: Partial<SpendRequest> = {}): SpendRequest => ({
  lines: [line("automation.record", quantity)],
  mode: "all",
  agent: null,
  job: null,
  run: null,
  source: "api",
  actor: null,
  occurredAt: null,
  metadata: null,
  ...over,
});

async function check(id: string, request: SpendRequest, now = NOW, viewer = platform) {
  const answer = await checkSpend(viewer, id, request, now);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

async function limit(id: string, limited: Partial<BudgetRequest>): Promise<string> {
  const base = { id: null, name: "Ten", scope: "workspace", subject: "", creditType: "automation" } as const;
  const request = { ...base, limit: credits(10), onReach: "stop", reason: "test", ...limited } as const;
  const answer = await setBudget(platform, id, request, NOW);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value.budget.id;
}

describe("a check", () => {
  test("names the budget that stops, with what was used before there was one", async () => {
    const id = await workspace();
    await spend(id, [line("automation.record", "7")], { agent: "a" });
    const budget = await limit(id, { scope: "agent", subject: "a" });
    expect(await check(id, records("3", { agent: "a" }))).toMatchObject({ allowed: true, budget: null });
    expect(await check(id, records("4", { agent: "a" }))).toMatchObject({
      allowed: false,
      reason: "budget_stop",
      shortfall: { automation: "0" },
      suggestedPack: null,
      feature: null,
      budget: {
        id: budget,
        name: "Ten",
        scope: "agent",
        subject: "a",
        creditType: "automation",
        limit: "10",
        spent: "7",
        held: "0",
        month: "2026-11",
      },
    });
    expect(await check(id, records("4", { agent: "b" }))).toMatchObject({ allowed: true });
    const some = records("4", { agent: "a", mode: "up_to" });
    expect(await check(id, some)).toMatchObject({ allowed: true, coveredQuantity: "3" });
  });

  test("counts the local month of the request: a new one begins at the workspace's midnight", async () => {
    const id = await workspace("Europe/Berlin");
    await spend(id, [line("automation.record", "10")]);
    await limit(id, {});
    const last = new Date(NEXT_MONTH.getTime() - 1);
    expect(await check(id, records("1"), last)).toMatchObject({ reason: "budget_stop" });
    expect(await check(id, records("1"), NEXT_MONTH)).toMatchObject({ allowed: true });
    const late = records("1", { occurredAt: last });
    expect(await check(id, late, NEXT_MONTH)).toMatchObject({ reason: "budget_stop" });
  });

  test("counts who asks and with which key as a debit would", async () => {
    const id = await workspace();
    await limit(id, { scope: "member", subject: "key:platform", limit: 0n });
    expect(await check(id, records("1"))).toMatchObject({ reason: "budget_stop" });
    expect(await check(id, records("1", { actor: "user:ada" }))).toMatchObject({ allowed: true });
    const keyId = "0199aaaa-0000-7000-8000-000000000001";
    await database.pool.query(
      `INSERT INTO api_key (workspace_id, id, name, digest, last_four, scopes, created_at, created_by)
       VALUES ($1, $2, 'k', decode(repeat('00', 32), 'hex'), 'abcd', '{meter}', now(), 'test')`,
      [id, keyId],
    );
    await limit(id, { scope: "key", subject: keyId, limit: 0n });
    const key: Viewer = { kind: "workspace-key", keyId, workspaceId: id, scopes: ["meter"] };
    expect(await check(id, records("1"), NOW, key)).toMatchObject({
      budget: { scope: "key", subject: keyId },
    });
  });

  test("an alert never stops", async () => {
    const id = await workspace();
    await limit(id, { onReach: "alert", limit: 0n });
    expect(await check(id, records("1"))).toMatchObject({ allowed: true });
  });

  test("names the feature that may not be used, and a pause comes before it", async () => {
    const id = await workspace();
    const off = { feature: "automation.record", state: "off", endsAt: null, reason: "test" } as const;
    await setFeature(platform, id, off, NOW);
    await limit(id, { limit: 0n });
    const refused = { allowed: false, reason: "feature_off", feature: "automation.record", budget: null };
    expect(await check(id, records("1"))).toMatchObject(refused);
    expect(await check(id, records("0"))).toMatchObject(refused);
    await pauseWorkspace(platform, id, "test", NOW);
    expect(await check(id, records("1"))).toMatchObject({ reason: "workspace_paused", feature: null });
  });

  test("knows what the plan has", async () => {
    const id = await workspace();
    await database.pool.query("UPDATE workspace SET plan = 'small' WHERE id = $1", [id]);
    await database.pool.query("INSERT INTO plan_feature VALUES ('small', 'automation.record', 'off', NULL)");
    expect(await check(id, records("1"))).toMatchObject({
      reason: "plan_restricted",
      feature: "automation.record",
    });
  });
});
