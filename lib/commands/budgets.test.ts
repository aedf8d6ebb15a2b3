import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credits, MAX_CREDITS } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { Role, UserViewer, Viewer } from "#lib/core/viewer.ts";
import { budgetsOf } from "#lib/db/budgets.ts";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { line, NOW, platform, spend, stranger, workspace } from "#lib/queries/test-workspace.ts";
import { createApiKey } from "./create-api-key.ts";
import { endBudget } from "./end-budget.ts";
import { type BudgetRequest, setBudget } from "./set-budget.ts";
import { auditOf, versionOf } from "./test-settings.ts";

const LATER = new Date(NOW.getTime() + 60_000);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const member = (id: string, role: Role): UserViewer => ({
  ...stranger,
  email: "ada@acme.example",
  memberships: [{ workspaceId: id, role }],
});
const request: BudgetRequest = {
  id: null,
  name: "Translator",
  scope: "agent",
  subject: "translator-de",
  creditType: "ai",
  limit: credits(100),
  onReach: "stop",
  reason: "",
};

async function made(id: string, changes: Partial<BudgetRequest> = {}, viewer: Viewer = member(id, "owner")) {
  const answer = await setBudget(viewer, id, { ...request, ...changes }, NOW);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

describe("setting a budget", () => {
  test("makes it, with who did it and why, and every process looks again", async () => {
    const id = await workspace();
    const version = await versionOf(database, id);
    const { created, budget } = await made(id, { name: " Translator\0 " });
    const { reason: _, ...terms } = request;
    expect({ created, budget }).toEqual({ created: true, budget: { ...terms, id: budget.id } });
    expect(await budgetsOf(id)).toEqual([budget]);
    expect(await auditOf(database, id)).toEqual([
      {
        at: NOW,
        actor: "user:ada@acme.example",
        action: "set_budget",
        subject: `budget:${budget.id}`,
        reason: "By an owner of the workspace",
        before: null,
        after: {
          budget: {
            name: "Translator",
            scope: "agent",
            subject: "translator-de",
            creditType: "ai",
            limit: "100",
            onReach: "stop",
          },
        },
      },
    ]);
    expect(await versionOf(database, id)).toBe(version + 1n);
  });

  test("a second time for the same use changes it, and the log has both", async () => {
    const id = await workspace();
    const { budget } = await made(id);
    const version = await versionOf(database, id);
    const changed = await made(id, { name: "DE", limit: 7_500_000n, reason: " less now " });
    expect(changed).toEqual({ created: false, budget: { ...budget, name: "DE", limit: 7_500_000n } });
    expect(await budgetsOf(id)).toEqual([changed.budget]);
    const [, entry] = await auditOf(database, id);
    expect(entry).toMatchObject({
      reason: "less now",
      before: { budget: { name: "Translator", limit: "100" } },
      after: { budget: { name: "DE", limit: "7.5" } },
    });
    expect(await versionOf(database, id)).toBe(version + 1n);
  });

  test("that is so already writes nothing", async () => {
    const id = await workspace();
    const { budget } = await made(id);
    const version = await versionOf(database, id);
    expect(await made(id)).toEqual({ created: false, budget });
    expect(await auditOf(database, id)).toHaveLength(1);
    expect(await versionOf(database, id)).toBe(version);
  });

  test("by its id can turn an alert into a stop, unless there is one that stops", async () => {
    const id = await workspace();
    const alert = await made(id, { onReach: "alert", limit: credits(80) });
    const turned = await made(id, { id: alert.budget.id });
    expect(turned.budget).toEqual({ ...alert.budget, onReach: "stop", limit: credits(100) });
    const second = await made(id, { onReach: "alert" });
    expect(second.created).toBe(true);
    const refused = await setBudget(platform, id, { ...request, id: second.budget.id, reason: "x" }, NOW);
    expect(refused).toMatchObject({ ok: false, error: { errors: [{ path: "onReach" }] } });
    expect(await budgetsOf(id)).toEqual([turned.budget, second.budget]);
  });

  test("in parallel makes one", async () => {
    const id = await workspace();
    const limits = Array.from({ length: 8 }, (_, index) => credits(index + 1));
    const all = await Promise.all(limits.map((limit) => made(id, { limit })));
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(await budgetsOf(id)).toHaveLength(1);
    expect(await auditOf(database, id)).toHaveLength(8);
  });

  test("while credits are spent waits for nobody in a circle", async () => {
    const id = await workspace();
    const work = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? spend(id, [line("automation.record", "1")]) : made(id, { limit: credits(index) }),
    );
    await Promise.all(work);
    expect(await budgetsOf(id)).toHaveLength(1);
  });

  test("is for owners, billing members and the platform; who is no member says why", async () => {
    const id = await workspace();
    const admin: Viewer = { ...stranger, isPlatformAdmin: true };
    const system: Viewer = { kind: "system", reason: "seed" };
    await made(id, { limit: 1n }, member(id, "billing"));
    const unsaid = { ok: false, error: { errors: [{ path: "reason" }] } };
    for (const viewer of [platform, admin, system]) {
      expect(await setBudget(viewer, id, { ...request, reason: " \0" }, NOW)).toMatchObject(unsaid);
    }
    expect(await setBudget(platform, id, { ...request, reason: "r".repeat(501) }, NOW)).toMatchObject(unsaid);
    await made(id, { limit: 2n, reason: "r".repeat(500) }, platform);
    await made(id, { limit: 3n, reason: "agreed by phone" }, system);
    const entries = await auditOf(database, id);
    expect(entries.map(({ actor, reason }) => [actor, reason.slice(0, 15)])).toEqual([
      ["user:ada@acme.example", "By a billing me"],
      ["key:platform", "rrrrrrrrrrrrrrr"],
      ["system:seed", "agreed by phone"],
    ]);
  });

  test.each<[Partial<BudgetRequest>, string[]]>([
    [{ creditType: "gold" }, ["creditType"]],
    [{ name: " \0 ", limit: MAX_CREDITS + 1n }, ["name", "limit"]],
    [{ scope: "workspace" }, ["subject"]],
    [{ scope: "key", subject: newId() }, ["subject"]],
  ])("refuses %o and does nothing", async (changes, paths) => {
    const id = await workspace();
    const version = await versionOf(database, id);
    const answer = await setBudget(platform, id, { ...request, reason: "test", ...changes }, NOW);
    expect(answer.ok ? [] : answer.error.errors.map(({ path }) => path)).toEqual(paths);
    expect(await budgetsOf(id)).toEqual([]);
    expect(await auditOf(database, id)).toEqual([]);
    expect(await versionOf(database, id)).toBe(version);
  });

  test("for a key takes one that can meter in this workspace", async () => {
    const [id, other] = [await workspace(), await workspace()];
    const form = { name: "Key", scopes: ["meter"], reason: "test" } as const;
    const [own, ours, foreign] = await Promise.all(
      [id, null, other].map((holder) => createApiKey(platform, holder, form, NOW)),
    );
    if (!own?.ok || !ours?.ok || !foreign?.ok) throw new Error("Keys are made");
    expect((await made(id, { scope: "key", subject: own.value.id })).created).toBe(true);
    expect((await made(id, { scope: "key", subject: ours.value.id })).created).toBe(true);
    const refused = await setBudget(
      member(id, "owner"),
      id,
      { ...request, scope: "key", subject: foreign.value.id },
      NOW,
    );
    expect(refused).toMatchObject({ ok: false, error: { errors: [{ path: "subject" }] } });
  });

  test("by the id of one that has ended, of another workspace or of none finds nothing", async () => {
    const [id, other] = [await workspace(), await workspace()];
    const foreign = await made(other);
    const { budget } = await made(id);
    await endBudget(platform, id, { id: budget.id, reason: "test" }, NOW);
    for (const missing of [budget.id, foreign.budget.id, newId(), "not-an-id"]) {
      await expect(made(id, { id: missing })).rejects.toThrow(NotFoundError);
      const ended = endBudget(platform, id, { id: missing, reason: "test" }, NOW);
      await expect(ended).rejects.toThrow(NotFoundError);
    }
    expect(await budgetsOf(other)).toEqual([foreign.budget]);
    expect(await auditOf(database, id)).toHaveLength(2);
  });
});

describe("ending a budget", () => {
  test("happens once, keeps the row, and makes place for another", async () => {
    const id = await workspace();
    const { budget } = await made(id);
    const version = await versionOf(database, id);
    const form = { id: budget.id, reason: "" };
    expect(await endBudget(platform, id, form, LATER)).toMatchObject({
      error: { errors: [{ path: "reason" }] },
    });
    expect(await endBudget(member(id, "billing"), id, form, LATER)).toEqual({ ok: true, value: budget });
    expect(await budgetsOf(id)).toEqual([]);
    expect(await database.prisma.budget.findMany({ where: { workspaceId: id } })).toMatchObject([
      { id: budget.id, endedAt: LATER },
    ]);
    expect((await auditOf(database, id)).at(-1)).toMatchObject({
      at: LATER,
      action: "end_budget",
      subject: `budget:${budget.id}`,
      reason: "By a billing member of the workspace",
      before: { budget: { name: "Translator" } },
      after: null,
    });
    expect(await versionOf(database, id)).toBe(version + 1n);
    expect((await made(id)).budget.id).not.toBe(budget.id);
  });
});
