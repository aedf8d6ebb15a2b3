import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseMicro } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { USAGE_DIMENSIONS } from "#lib/db/usage-days.ts";
import { listHistory } from "./history.ts";
import { listRunEvents } from "./run-details.ts";
import { attributes, line, NOW, platform, spend, stranger, workspace } from "./test-workspace.ts";
import { getUsage } from "./usage.ts";
import { getUsageDays } from "./usage-days.ts";
import { exportUsage } from "./usage-export.ts";
import { getUsageTable } from "./usage-table.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const MONTH = { month: "2026-11" };
const YESTERDAY = new Date("2026-11-20T09:00:00Z");
const micro = (text: string | undefined) => parseMicro(text ?? "") ?? -1n;

/** Two agents, a job with an AI step in two runs, and use by nobody in particular, on two days. */
async function busyWorkspace(): Promise<string> {
  const id = await workspace();
  await spend(id, [attributes("250")], { agent: "writer" });
  await spend(id, [attributes("100")], { agent: "reader", occurredAt: YESTERDAY });
  await spend(id, [line("automation.record", "20", "5"), attributes("50")], { job: "feed", run: "r1" });
  await spend(id, [line("automation.record", "3")], { job: "feed", run: "r2", occurredAt: YESTERDAY });
  await spend(id, [line("automation.record", "4")], { job: "feed" });
  await spend(id, [line("automation.operation", "2")], { source: "rule" });
  return id;
}

async function totals(id: string, filters = {}) {
  const found = await getUsage(platform, id, { ...MONTH, ...filters }, NOW);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value.total;
}

test("a month shows quantities that add up to more than the database's largest integer", async () => {
  const id = await workspace();
  const all = "1000000000000";
  for (let nth = 0; nth < 10; nth += 1) {
    await spend(id, [line("automation.record", all, all)], { job: "feed", run: "r" });
  }
  const table = await getUsageTable(platform, id, MONTH);
  expect(table.agents[0]?.jobs[0]?.amounts).toMatchObject({ events: 10, skipped: "10000000000000" });
  const run = await listRunEvents(platform, id, { ...MONTH, agent: null, job: "feed", run: "r" }, null);
  expect(run).toMatchObject({ ok: true, value: { total: { skipped: "10000000000000" } } });
});

describe("use by day", () => {
  test("adds up to the month's total per credit type, however it is cut and filtered", async () => {
    const id = await busyWorkspace();
    for (const filter of [{}, { agent: "writer" }, { agent: null }, { job: "feed" }, { source: "rule" }]) {
      const total = await totals(id, filter);
      for (const by of [null, ...USAGE_DIMENSIONS]) {
        const { types } = await getUsageDays(platform, id, { ...MONTH, ...filter }, by, NOW);
        for (const type of types) {
          const parts = type.days.flatMap((day) => Object.values(day.parts ?? {}));
          expect(type.total).toBe(total.credits[type.creditType]);
          expect(parts.reduce((sum, part) => sum + micro(part), 0n)).toBe(micro(type.total));
          expect(type.series.reduce((sum, one) => sum + micro(one.credits), 0n)).toBe(micro(type.total));
        }
      }
    }
  });

  test("names the six largest and adds up the rest, the largest first", async () => {
    const id = await workspace();
    for (let records = 1; records <= 9; records += 1) {
      await spend(id, [line("automation.record", String(records))], { job: `job-${records}` });
    }
    const { types } = await getUsageDays(platform, id, MONTH, "job", NOW);
    const automation = types.find(({ creditType }) => creditType === "automation");
    expect(automation?.series.map(({ key, credits }) => [key, credits])).toEqual([
      ["id:job-9", "9"],
      ["id:job-8", "8"],
      ["id:job-7", "7"],
      ["id:job-6", "6"],
      ["id:job-5", "5"],
      ["id:job-4", "4"],
      ["other", "6"],
    ]);
    expect(automation?.days.at(-1)?.parts?.other).toBe("6");
  });

  test("belongs to the agent, or to the job that worked without one", async () => {
    const id = await busyWorkspace();
    await database.prisma.job.update({
      where: { workspaceId_id: { workspaceId: id, id: "feed" } },
      data: { name: "Supplier feed" },
    });
    const { types } = await getUsageDays(platform, id, MONTH, "user", NOW);
    expect(types.map(({ series }) => series.map(({ key, name }) => [key, name]))).toEqual([
      [
        ["id:agent:writer", "writer"],
        ["id:agent:reader", "reader"],
        ["id:job:feed", "Supplier feed"],
      ],
      [
        ["id:job:feed", "Supplier feed"],
        ["none", null],
      ],
    ]);
  });

  test("shows the days that have begun; before the workspace existed nothing is known", async () => {
    const id = await workspace();
    await spend(id, [line("automation.record", "3")]);
    const { types, today } = await getUsageDays(platform, id, MONTH, null, NOW);
    const days = types[1]?.days ?? [];
    expect(today).toBe("2026-11-21");
    expect(days.map(({ day }) => day).at(0)).toBe("2026-11-01");
    expect(days.map(({ day }) => day).at(-1)).toBe("2026-11-21");
    expect(days.at(-2)?.parts).toBeNull();
    expect(days.at(-1)?.parts).toEqual({ none: "3" });
    expect(types[1]?.series).toEqual([{ key: "none", name: null, credits: "3" }]);
    const later = await getUsageDays(platform, id, { month: "2026-12" }, null, NOW);
    expect(later.types.map((type) => type.days)).toEqual([[], []]);
  });
});

describe("use by agent and job", () => {
  test("adds up to the month's total, agent by agent and job by job", async () => {
    const id = await busyWorkspace();
    const { quantity: _, ...total } = await totals(id);
    const table = await getUsageTable(platform, id, MONTH);
    for (const lines of [table.agents, table.agents.flatMap(({ jobs }) => jobs)]) {
      for (const type of table.creditTypes) {
        const sum = lines.reduce((all, { amounts }) => all + micro(amounts.credits[type]), 0n);
        expect(sum).toBe(micro(total.credits[type]));
      }
      expect(lines.reduce((all, { amounts }) => all + amounts.events, 0)).toBe(total.events);
    }
    expect(table.others).toBeNull();
  });

  test("puts first what is worth most, and keeps what named no agent or job", async () => {
    const id = await busyWorkspace();
    const { agents } = await getUsageTable(platform, id, MONTH);
    expect(agents.map(({ agent, jobs }) => [agent, jobs.map(({ job }) => job)])).toEqual([
      [null, ["feed", null]],
      ["writer", [null]],
      ["reader", [null]],
    ]);
    expect(agents[0]?.jobs[0]?.amounts).toMatchObject({ skipped: "5", events: 4 });
  });

  test("beyond two hundred lines the rest is one row, and the sum stays", async () => {
    const id = await workspace();
    for (let number = 0; number < 203; number += 1) {
      await spend(id, [line("automation.record", "1")], { job: `job-${number}` });
    }
    const table = await getUsageTable(platform, id, MONTH);
    expect(table.agents.flatMap(({ jobs }) => jobs)).toHaveLength(200);
    expect(table.others).toMatchObject({ jobs: 3, amounts: { credits: { automation: "3" }, events: 3 } });
  });
});

describe("the export", () => {
  async function rows(id: string, filters: object, batch?: number) {
    const { rows: batches } = await exportUsage(platform, id, { ...MONTH, ...filters }, batch);
    const all = [];
    for await (const read of batches) all.push(...read);
    return all;
  }

  test("is what the totals are sums of, in batches of any size, filtered as the screen is", async () => {
    const id = await busyWorkspace();
    for (const filter of [{}, { agent: "writer" }, { agent: null, job: "feed" }, { source: "rule" }]) {
      const total = await totals(id, filter);
      const whole = await rows(id, filter);
      for (const batch of [1, 2, 3]) expect(await rows(id, filter, batch)).toEqual(whole);
      for (const type of ["ai", "automation"]) {
        const of = whole.filter(({ creditType }) => creditType === type);
        expect(of.reduce((all, row) => all + micro(row.credits), 0n)).toBe(micro(total.credits[type]));
      }
      expect(whole.reduce((all, row) => all + Number(row.events), 0)).toBe(total.events);
      expect(whole.reduce((all, row) => all + micro(row.skipped), 0n)).toBe(micro(total.skipped));
    }
  });
});

describe("one run", () => {
  async function events(id: string, run: string | null, after: string | null = null) {
    const found = await listRunEvents(platform, id, { ...MONTH, agent: null, job: "feed", run }, after);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    return found.value;
  }

  test("lists each of its events with the price that makes its credits, and what was skipped", async () => {
    const id = await busyWorkspace();
    const { events: found, total } = await events(id, "r1");
    const byFeature = new Map(found.map((event) => [event.feature, event]));
    expect(found).toHaveLength(2);
    expect(byFeature.get("automation.record")).toMatchObject({
      quantity: "20",
      skipped: "5",
      credits: "15",
      price: {
        unit: "record",
        terms: [{ unit: "unit", quantity: "15", credits: "1", per: "1" }],
        free: null,
      },
    });
    expect(byFeature.get("ai.attributes")).toMatchObject({
      credits: "0.5",
      price: { terms: [{ quantity: "50", credits: "1", per: "100" }] },
    });
    expect(total).toMatchObject({ credits: { ai: "0.5", automation: "15" }, events: 2, skipped: "5" });
  });

  test("what had no run is a list of its own", async () => {
    const id = await busyWorkspace();
    const { events: found, total } = await events(id, null);
    expect(found.map(({ credits, run }) => [credits, run])).toEqual([["4", null]]);
    expect(total).toMatchObject({ credits: { ai: "0", automation: "4" }, events: 1 });
  });

  test("pages hold every event once, newest first", async () => {
    const id = await workspace();
    for (let number = 0; number < 60; number += 1) {
      const at = new Date(NOW.getTime() - Math.floor(number / 2) * 1_000);
      await spend(id, [line("automation.record", "1")], { job: "feed", run: "long", occurredAt: at });
    }
    const first = await events(id, "long");
    const second = await events(id, "long", first.next);
    const all = [...first.events, ...second.events];
    expect([first.events.length, second.events.length, second.next]).toEqual([50, 10, null]);
    expect(new Set(all.map((event) => event.id)).size).toBe(60);
    expect(all.map(({ occurredAt }) => occurredAt)).toEqual(
      all.map(({ occurredAt }) => occurredAt).toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)),
    );
  });

  test("costs nothing by hand or on the workspace's own key, and says why; tokens are priced kind by kind", async () => {
    const id = await workspace();
    const tokens = { input: 1_000_000_000n, cachedInput: 0n, output: 500_000_000n };
    const text = { ...line("ai.text", "0"), quantity: null, tokens, model: "mistral-small" };
    await spend(id, [text, { ...text, ownKey: true }], { job: "feed", run: "tokens" });
    await spend(id, [line("automation.record", "7")], { job: "feed", run: "hand", source: "manual" });
    const { events: priced } = await events(id, "tokens");
    const charged = priced.find(({ ownKey }) => !ownKey);
    expect(charged?.price?.terms).toEqual([
      { unit: "inputTokens", quantity: "1000", credits: "10", about: false, per: "1000000" },
      { unit: "outputTokens", quantity: "500", credits: "30", about: false, per: "1000000" },
    ]);
    expect(charged?.credits).toBe("0.025");
    expect(priced.find(({ ownKey }) => ownKey)).toMatchObject({ credits: "0", price: { free: "ownKey" } });
    const { events: hand } = await events(id, "hand");
    expect(hand).toMatchObject([{ credits: "0", quantity: "7", price: { free: "manual", terms: [] } }]);
  });

  test("refuses an id or a cursor that cannot be one", async () => {
    const id = await workspace();
    const view = { ...MONTH, agent: null, job: null, run: null };
    for (const [broken, after] of [
      [{ ...view, run: "no spaces" }, null],
      [{ ...view, agent: "" }, null],
      [view, "nonsense"],
    ] as const) {
      expect((await listRunEvents(platform, id, broken, after)).ok).toBe(false);
    }
  });
});

describe("the history", () => {
  test("says of each row which lot it moved, and of each debit what used it, reported in time or late", async () => {
    const id = await busyWorkspace();
    const found = await listHistory(platform, id, {});
    if (!found.ok) throw new Error("refused");
    const { rows } = found.value;
    expect(rows.every(({ lot }) => lot?.source === "starter")).toBe(true);
    expect(rows.filter(({ kind }) => kind === "grant").every(({ use }) => use === null)).toBe(true);
    const uses = rows.flatMap(({ use }) => (use ? [[use.feature, use.agent?.id, use.job?.id, use.run]] : []));
    expect(uses).toEqual([
      ["automation.operation", undefined, undefined, null],
      ["automation.record", undefined, "feed", null],
      ["automation.record", undefined, "feed", "r2"],
      ["ai.attributes", undefined, "feed", "r1"],
      ["automation.record", undefined, "feed", "r1"],
      ["ai.attributes", "reader", undefined, null],
      ["ai.attributes", "writer", undefined, null],
    ]);
  });
});

test("a workspace of somebody else is answered like one that does not exist", async () => {
  const id = await busyWorkspace();
  const run = { ...MONTH, agent: null, job: "feed", run: "r1" };
  for (const of of [id, "no-such-workspace"]) {
    await expect(getUsageDays(stranger, of, MONTH, null, NOW)).rejects.toThrow(NotFoundError);
    await expect(getUsageTable(stranger, of, MONTH)).rejects.toThrow(NotFoundError);
    await expect(listRunEvents(stranger, of, run, null)).rejects.toThrow(NotFoundError);
    await expect(listHistory(stranger, of, {})).rejects.toThrow(NotFoundError);
    await expect(exportUsage(stranger, of, MONTH)).rejects.toThrow(NotFoundError);
  }
});
