import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FeatureTerms } from "#lib/core/feature-problems.ts";
import { featuresOf } from "#lib/db/features.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { NOW, platform, workspace } from "#lib/queries/test-workspace.ts";
import { openWorkspace } from "./open-workspace.ts";
import { setFeature } from "./set-feature.ts";
import { setPlanFeature } from "./set-plan-feature.ts";
import { auditOf, versionOf } from "./test-settings.ts";

const LATER = new Date(NOW.getTime() + 60_000);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const off: FeatureTerms = { feature: "ai.text", state: "off", endsAt: null };
const trial: FeatureTerms = { feature: "ai.text", state: "trial", endsAt: LATER };
const none: FeatureTerms = { feature: "ai.text", state: null, endsAt: null };
const REASON = { reason: " agreed " };

describe("a feature of a workspace", () => {
  test("is set, replaced and taken away, and the log has every step", async () => {
    const id = await workspace();
    const version = await versionOf(database, id);
    const set = (terms: FeatureTerms) => setFeature(platform, id, { ...terms, ...REASON }, NOW);
    expect(await set(off)).toEqual({ ok: true, value: { before: null, after: off } });
    expect((await featuresOf(id)).workspace).toEqual([off]);
    expect(await set(trial)).toEqual({ ok: true, value: { before: off, after: trial } });
    expect((await featuresOf(id)).workspace).toEqual([trial]);
    expect(await set(none)).toEqual({ ok: true, value: { before: trial, after: null } });
    expect(await featuresOf(id)).toEqual({ workspace: [], plan: [] });
    const entries = await auditOf(database, id);
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      [null, { state: "off", endsAt: null }],
      [
        { state: "off", endsAt: null },
        { state: "trial", endsAt: LATER.toISOString() },
      ],
      [{ state: "trial", endsAt: LATER.toISOString() }, null],
    ]);
    expect(entries[0]).toMatchObject({
      at: NOW,
      actor: "key:platform",
      action: "set_feature",
      subject: "feature:ai.text",
      reason: "agreed",
    });
    expect(await versionOf(database, id)).toBe(version + 3n);
  });

  test("that is set so already is left alone", async () => {
    const id = await workspace();
    for (const terms of [none, trial, trial, trial]) {
      expect(await setFeature(platform, id, { ...terms, ...REASON }, NOW)).toMatchObject({ ok: true });
    }
    expect(await auditOf(database, id)).toHaveLength(1);
  });

  test.each<[Partial<FeatureTerms & { reason: string }>, string]>([
    [{ feature: "ai.telepathy" }, "feature"],
    [{ state: "trial" }, "endsAt"],
    [{ endsAt: NOW }, "endsAt"],
    [{ reason: "\0" }, "reason"],
  ])("refuses %o and does nothing", async (changes, path) => {
    const id = await workspace();
    const request = { ...off, ...REASON, ...changes };
    const refused = { ok: false, error: { code: "invalid_request", errors: [{ path }] } };
    expect(await setFeature(platform, id, request, NOW)).toMatchObject(refused);
    expect(await setPlanFeature(platform, { ...request, plan: "refused" }, NOW)).toMatchObject(refused);
    expect(await featuresOf(id)).toEqual({ workspace: [], plan: [] });
    expect(await auditOf(database, id)).toEqual([]);
    expect(await database.prisma.planFeature.count({ where: { plan: "refused" } })).toBe(0);
  });
});

describe("a feature of a plan", () => {
  async function subscriber(id: string, plan: string): Promise<string> {
    const request = { id, name: id, timeZone: "UTC", currency: "EUR", plan };
    expect(await openWorkspace(platform, request, NOW)).toMatchObject({ ok: true });
    return id;
  }

  test("counts for the workspaces that have it, beside their own settings", async () => {
    const [first, second] = [await subscriber("first", "team"), await subscriber("second", "solo")];
    await setPlanFeature(platform, { ...off, plan: " team ", ...REASON }, NOW);
    await setFeature(platform, first, { ...trial, feature: "ai.image", ...REASON }, NOW);
    expect(await featuresOf(first)).toEqual({
      workspace: [{ ...trial, feature: "ai.image" }],
      plan: [off],
    });
    expect(await featuresOf(second)).toEqual({ workspace: [], plan: [] });
    expect((await auditOf(database, "")).at(-1)).toEqual({
      at: NOW,
      actor: "key:platform",
      action: "set_plan_feature",
      subject: "plan:team:feature:ai.text",
      reason: "agreed",
      before: null,
      after: { state: "off", endsAt: null },
    });
    await setPlanFeature(platform, { ...none, plan: "team", ...REASON }, NOW);
    expect((await featuresOf(first)).plan).toEqual([]);
  });

  test.each(["", " ", "p".repeat(101)])("needs the name of a plan: %j", async (plan) => {
    const answer = await setPlanFeature(platform, { ...off, ...REASON, plan }, NOW);
    expect(answer).toMatchObject({ ok: false, error: { errors: [{ path: "plan" }] } });
  });

  test("set by several at once is what the last one set, and the log is a chain", async () => {
    const states = ["on", "off", "on", "off", "on"] as const;
    await Promise.all(
      states.map((state) => setPlanFeature(platform, { ...off, state, plan: "busy", ...REASON }, NOW)),
    );
    const entries = (await auditOf(database, "")).filter(({ subject }) => subject.startsWith("plan:busy"));
    const befores = entries.map(({ before }) => before);
    const afters = entries.map(({ after }) => after);
    expect(befores).toEqual([null, ...afters.slice(0, -1)]);
    const setting = await database.prisma.planFeature.findFirstOrThrow({ where: { plan: "busy" } });
    expect(afters.at(-1)).toEqual({ state: setting.state, endsAt: null });
  });
});
