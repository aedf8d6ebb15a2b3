import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseMicro } from "#lib/core/credits.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { listLedger } from "./ledger.ts";
import { attributes, line, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";
import { getUsage, listUsageSources } from "./usage.ts";
import type { UsageFilters } from "./usage-filters.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function usage(id: string, filters: UsageFilters = {}, now = NOW) {
  const found = await getUsage(platform, id, filters, now);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

/** A workspace where two agents, a job with an AI step, and nobody in particular used something on two days. */
async function busyWorkspace(): Promise<string> {
  const id = await workspace();
  const yesterday = new Date("2026-11-20T09:00:00Z");
  await spend(id, [attributes("250")], { agent: "writer" });
  await spend(id, [attributes("100")], { agent: "reader", occurredAt: yesterday });
  await spend(id, [line("automation.record", "20", "5"), attributes("50")], { job: "feed", run: "r1" });
  await spend(id, [line("automation.record", "3")], { job: "feed", run: "r2", occurredAt: yesterday });
  await spend(id, [line("automation.record", "4")], { job: "feed" });
  await spend(id, [line("automation.operation", "2")], { source: "rule" });
  return id;
}

describe("usage of a month", () => {
  test("in total is what the ledger spent, per credit type, whatever the group and the page", async () => {
    const id = await busyWorkspace();
    const ledger = await listLedger(platform, id, { kind: "debit", limit: 200 });
    if (!ledger.ok) throw new Error("ledger");
    const spent = (type: string) =>
      ledger.value.rows
        .filter((row) => row.creditType === type)
        .reduce((total, row) => total - Number(row.amount), 0);
    for (const groupBy of ["agent", "job", "run", "feature", "day"]) {
      for (const limit of [1, 50]) {
        const { total } = await usage(id, { groupBy, limit });
        expect(total.credits).toEqual({ ai: String(spent("ai")), automation: String(spent("automation")) });
        expect(total).toMatchObject({ credits: { ai: "4", automation: "24" }, events: 7, skipped: "5" });
      }
    }
  });

  test("is the sum of its groups, each of them once, in pages of any size", async () => {
    const id = await busyWorkspace();
    for (const groupBy of ["agent", "job", "run", "feature", "day"]) {
      const whole = await usage(id, { groupBy });
      expect(whole.next).toBeNull();
      for (const type of ["ai", "automation"]) {
        const sum = whole.rows.reduce(
          (total, row) => total + (parseMicro(row.credits[type] ?? "") ?? 0n),
          0n,
        );
        expect(sum).toBe(parseMicro(whole.total.credits[type] ?? ""));
      }
      expect(whole.rows.reduce((total, row) => total + row.events, 0)).toBe(whole.total.events);
      const paged = [];
      for (let after: string | undefined; ; ) {
        const page = await usage(id, { groupBy, limit: 1, after });
        paged.push(...page.rows);
        if (page.next === null) break;
        after = page.next;
      }
      expect(paged).toEqual(whole.rows);
    }
  });

  test("groups by agent and job with their names, and what had none by null", async () => {
    const id = await busyWorkspace();
    await database.prisma.agent.update({
      where: { workspaceId_id: { workspaceId: id, id: "writer" } },
      data: { name: "Description writer" },
    });
    const agents = await usage(id, { groupBy: "agent" });
    expect(agents.rows.map((row) => row.groupBy === "agent" && [row.agent, row.name, row.credits])).toEqual([
      [null, null, { ai: "0.5", automation: "24" }],
      ["reader", "reader", { ai: "1", automation: "0" }],
      ["writer", "Description writer", { ai: "2.5", automation: "0" }],
    ]);
    const jobs = await usage(id, { groupBy: "job" });
    expect(jobs.rows.map((row) => row.groupBy === "job" && [row.job, row.credits])).toEqual([
      [null, { ai: "3.5", automation: "2" }],
      ["feed", { ai: "0.5", automation: "22" }],
    ]);
    expect(jobs.rows.map((row) => row.quantity)).toEqual([null, null]);
  });

  test("groups by run, newest first, and keeps what had no run", async () => {
    const id = await busyWorkspace();
    const { rows } = await usage(id, { groupBy: "run" });
    expect(rows.map((row) => row.groupBy === "run" && [row.job, row.run, row.firstAt, row.credits])).toEqual([
      ["feed", "r1", "2026-11-21T12:00:00.000Z", { ai: "0.5", automation: "15" }],
      ["feed", "r2", "2026-11-20T09:00:00.000Z", { ai: "0", automation: "3" }],
      [null, null, null, { ai: "3.5", automation: "2" }],
      ["feed", null, null, { ai: "0", automation: "4" }],
    ]);
  });

  test("groups by feature with its quantity, and by day", async () => {
    const id = await busyWorkspace();
    const features = await usage(id, { groupBy: "feature" });
    expect(
      features.rows.map((row) => row.groupBy === "feature" && [row.feature, row.quantity, row.skipped]),
    ).toEqual([
      ["ai.attributes", "400", "0"],
      ["automation.operation", "2", "0"],
      ["automation.record", "27", "5"],
    ]);
    const days = await usage(id);
    expect(days.rows.map((row) => row.groupBy === "day" && [row.day, row.credits])).toEqual([
      ["2026-11-20", { ai: "1", automation: "3" }],
      ["2026-11-21", { ai: "3", automation: "21" }],
    ]);
  });

  test("is filtered by agent, job, feature and source, in rows and total alike", async () => {
    const id = await busyWorkspace();
    const totals = async (filters: UsageFilters) => (await usage(id, filters)).total.credits;
    expect(await totals({ agent: "writer" })).toEqual({ ai: "2.5", automation: "0" });
    expect(await totals({ job: "feed", groupBy: "run" })).toEqual({ ai: "0.5", automation: "22" });
    expect(await totals({ agent: null, job: null })).toEqual({ ai: "0", automation: "2" });
    expect(await totals({ source: "rule", groupBy: "run" })).toEqual({ ai: "0", automation: "2" });
    expect(await totals({ agent: "nobody" })).toEqual({ ai: "0", automation: "0" });
    const records = await usage(id, { feature: "automation.record", groupBy: "day" });
    expect(records.rows.map((row) => row.quantity)).toEqual(["3", "24"]);
  });

  test("begins and ends at the zone's midnight", async () => {
    const id = await workspace("America/New_York");
    const lastOfOctober = new Date("2026-11-01T03:59:59.999Z");
    await spend(id, [line("automation.record", "1")], { occurredAt: lastOfOctober });
    await spend(id, [line("automation.record", "2")], { occurredAt: new Date(lastOfOctober.getTime() + 1) });
    const october = await usage(id, { month: "2026-10" });
    const november = await usage(id);
    expect([october.total.credits.automation, november.total.credits.automation]).toEqual(["1", "2"]);
    expect([october.from, october.to]).toEqual(["2026-10-01T04:00:00.000Z", "2026-11-01T04:00:00.000Z"]);
    expect([november.month, november.timeZone]).toEqual(["2026-11", "America/New_York"]);
  });

  test("without an event has no rows and a zero for every credit type", async () => {
    const id = await workspace();
    expect(await usage(id, { month: "2031-02" })).toMatchObject({
      total: { credits: { ai: "0", automation: "0" }, events: 0, skipped: "0" },
      rows: [],
      next: null,
    });
  });

  test("shows what was discarded in review, which stays spent", async () => {
    const id = await workspace();
    await spend(id, [attributes("100")], { agent: "writer", run: "r" });
    for (const table of ["usage_daily", "usage_run"]) {
      await database.pool.query(
        `UPDATE ${table} SET discarded_events = 1, discarded_credits = credits WHERE workspace_id = $1`,
        [id],
      );
    }
    for (const groupBy of ["run", "agent"]) {
      const { rows } = await usage(id, { groupBy });
      expect(rows).toMatchObject([{ credits: { ai: "1" }, discarded: 1, discardedCredits: { ai: "1" } }]);
    }
  });

  test.each<[string, UsageFilters]>([
    ["month", { month: "2026-13" }],
    ["month", { month: "november" }],
    ["agent", { agent: "a b" }],
    ["job", { job: "\u0000" }],
    ["feature", { feature: "" }],
    ["source", { source: "moon" }],
    ["groupBy", { groupBy: "month" }],
    ["limit", { limit: 201 }],
    ["limit", { limit: Number.NaN }],
    ["after", { after: "nonsense" }],
    ["after", { after: Buffer.from('["usage:day","2026-11-01"]').toString("base64url") }],
    ["after", { after: Buffer.from('["ledger","1","2"]').toString("base64url") }],
    [
      "after",
      { after: Buffer.from('["usage:day","a","b","2999-99-99T99:99:99.000Z"]').toString("base64url") },
    ],
  ])("refuses a %s that cannot be one: %j", async (path, filters) => {
    const found = await getUsage(platform, await workspace(), filters, NOW);
    expect(found).toMatchObject({ ok: false, error: { code: "invalid_request", errors: [{ path }] } });
  });

  test("of a workspace that the viewer may not see is not found", async () => {
    const id = await workspace();
    await expect(getUsage(stranger, id, {}, NOW)).rejects.toMatchObject({ code: "not_found" });
    await expect(listUsageSources(stranger, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("can be filtered by the agents and jobs that were named, since the first month", async () => {
    const id = await busyWorkspace();
    expect(await listUsageSources(platform, id)).toEqual({
      agents: [
        { id: "reader", name: "reader" },
        { id: "writer", name: "writer" },
      ],
      jobs: [{ id: "feed", name: "feed" }],
      firstMonth: "2026-11",
    });
    expect(await listUsageSources(platform, await workspace())).toEqual({
      agents: [],
      jobs: [],
      firstMonth: null,
    });
  });
});
