import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import type { RunForm } from "#lib/core/run-form.ts";
import type { RunPlan } from "#lib/core/run-plan.ts";
import type { Role, Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { inTransaction } from "#lib/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { verifyLedger } from "#lib/ledger/verify.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { bodyHashOf } from "./body-hash.ts";
import { grantCredits } from "./grant-credits.ts";
import { openWorkspace } from "./open-workspace.ts";
import { planRun } from "./plan-run.ts";
import { startRun } from "./start-run.ts";

const platform: Viewer = { kind: "platform", keyId: null };
const NOW = new Date("2026-11-21T12:00:00.000Z");
let database: TestDatabase;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  expect(await inTransaction((sql) => verifyLedger(sql, null))).toEqual([]);
});

/** A workspace with its starter credits: 50 AI and 1,000 automation. */
async function workspace(): Promise<string> {
  count += 1;
  const id = `runs-${count}`;
  await openWorkspace(platform, { id, name: id, timeZone: "Europe/Berlin", currency: "EUR" }, NOW);
  return id;
}

function memberOf(workspaceId: string, role: Role): Viewer {
  const memberships = [{ workspaceId, role }];
  return { kind: "user", userId: "u", email: "m@x.example", name: null, isPlatformAdmin: false, memberships };
}

const feed = (records: string, unchanged: string, upTo = ""): RunForm => ({
  kind: "import",
  records,
  unchanged,
  upTo,
  job: "supplier-feed-import",
});

async function planned(id: string, form: RunForm): Promise<RunPlan> {
  const plan = await planRun(platform, id, form, newId(), NOW);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

async function started(id: string, { form, runId }: RunPlan) {
  const run = await startRun(platform, id, form, runId, NOW);
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return run.value;
}

async function availableIn(id: string, creditType: string) {
  const { types } = await getBalance(platform, id, NOW);
  return types.find((type) => type.creditType === creditType)?.available;
}

describe("a run in the Playground", () => {
  test.each<[string, RunForm, string]>([
    ["an import pays for changed records", feed("500", "440"), "automation"],
    ["an agent pays by the attribute", { kind: "agent", attributes: "250", agent: "extractor" }, "ai"],
    [
      "an edit pays by the token",
      {
        kind: "ai_edit",
        products: "100",
        inputTokens: "800",
        cachedInputTokens: "400",
        outputTokens: "200",
        model: "mistral-small",
        agent: "writer",
      },
      "ai",
    ],
    [
      "one run of a schedule pays for itself and its records",
      { kind: "schedule", every: "hourly", records: "9", unchanged: "2", job: "stock-sync" },
      "automation",
    ],
  ])("%s, and costs what was estimated", async (_, form, creditType) => {
    const id = await workspace();
    const plan = await planned(id, form);
    expect(plan.allowed).toBe(true);
    const run = await started(id, plan);
    expect(run.spent).toEqual(plan.spends);
    expect(run.after[creditType]).toBe(plan.remaining[creditType]);
    expect(await availableIn(id, creditType)).toBe(plan.remaining[creditType]);
    expect(run.lots).toMatchObject([{ creditType, source: "starter", credits: plan.spends[creditType] }]);
  });

  test("an estimate moves nothing", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("2000", "1940"));
    expect(plan).toMatchObject({ required: { automation: "60" }, remaining: { automation: "940" } });
    expect(await availableIn(id, "automation")).toBe("1000");
  });

  test("pressed twenty times at once it debits once", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("100", "0"));
    const runs = await Promise.all(Array.from({ length: 20 }, () => started(id, plan)));
    expect(runs.filter((run) => !run.replayed)).toHaveLength(1);
    expect(new Set(runs.map((run) => run.debitId)).size).toBe(1);
    expect(await availableIn(id, "automation")).toBe("900");
  });

  test("its key does not start another run", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("100", "0"));
    await started(id, plan);
    const other = await startRun(platform, id, feed("200", "0"), plan.runId, NOW);
    expect(other).toEqual({ ok: false, error: { code: "idempotency_mismatch" } });
    expect(await availableIn(id, "automation")).toBe("900");
  });

  test("names every lot it took from, in burn order", async () => {
    const id = await workspace();
    const terms = { creditType: "automation", source: "promo", priority: null, effectiveAt: null } as const;
    const soon = new Date("2026-12-01T00:00:00Z");
    await grantCredits(
      platform,
      id,
      { ...terms, amount: credits(30), expiresAt: soon, reason: "Welcome" },
      { key: "promo", bodyHash: bodyHashOf("promo") },
      NOW,
    );
    const sync: RunForm = { kind: "schedule", every: "daily", records: "99", unchanged: "0", job: "sync" };
    const { lots } = await started(id, await planned(id, sync));
    expect(lots).toMatchObject([
      { source: "promo", credits: "30", expiresAt: soon.toISOString() },
      { source: "starter", credits: "70", expiresAt: null },
    ]);
  });
});

describe("short of credits", () => {
  test("it says so before anything starts, with the shortfall and the pack that covers it", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("25000", "0"));
    expect(plan).toMatchObject({
      allowed: false,
      reason: "insufficient_credits",
      required: { automation: "25000" },
      available: { automation: "1000" },
      remaining: { automation: "1000" },
      missing: [
        {
          creditType: "automation",
          shortfall: "24000",
          pack: { id: "automation-50000", price: { amountMinor: "9900", currency: "EUR" } },
        },
      ],
    });
    const run = await startRun(platform, id, plan.form, plan.runId, NOW);
    expect(run).toMatchObject({
      ok: false,
      error: { code: "refused", plan: { allowed: false, reason: "insufficient_credits" } },
    });
    expect(await availableIn(id, "automation")).toBe("1000");
  });

  test("what was refused can be started by its new plan once there are credits", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("1200", "0"));
    const refused = await startRun(platform, id, plan.form, plan.runId, NOW);
    if (refused.ok || refused.error.code !== "refused") throw new Error("it is short of 200 credits");
    await grantCredits(
      platform,
      id,
      {
        creditType: "automation",
        source: "promo",
        amount: credits(200),
        priority: null,
        effectiveAt: null,
        expiresAt: null,
        reason: "Top-up",
      },
      { key: "top-up", bodyHash: bodyHashOf("top-up") },
      NOW,
    );
    const run = await started(id, refused.error.plan);
    expect(run).toMatchObject({
      spent: { automation: "1200" },
      before: { automation: "1200" },
      after: { automation: "0" },
    });
  });

  test("an import runs what the balance covers when asked to", async () => {
    const id = await workspace();
    const plan = await planned(id, feed("1600", "100", "on"));
    expect(plan).toMatchObject({
      allowed: true,
      required: { automation: "1500" },
      spends: { automation: "1000" },
      remaining: { automation: "0" },
      coveredQuantity: "1100",
      missing: [{ shortfall: "500", pack: { id: "automation-10000" } }],
    });
    expect(await started(id, plan)).toMatchObject({ spent: { automation: "1000" }, coveredQuantity: "1100" });
  });

  test("a schedule says what a month costs, and what of it is missing", async () => {
    const id = await workspace();
    const plan = await planned(id, {
      kind: "schedule",
      every: "quarter_hour",
      records: "0",
      unchanged: "0",
      job: "stock-sync",
    });
    expect(plan.schedule).toEqual({
      every: "quarter_hour",
      month: "2026-12",
      runs: 2_976,
      cost: { automation: "2976" },
      timesDaily: 96,
      dailyRuns: 31,
      dailyCost: { automation: "31" },
      runsCovered: "1000",
      missing: [
        {
          creditType: "automation",
          shortfall: "1976",
          pack: {
            id: "automation-10000",
            name: "Automation 10,000",
            credits: "10000",
            price: { amountMinor: "2500", currency: "EUR" },
          },
        },
      ],
    });
    expect(plan.spends).toEqual({ automation: "1" });
  });
});

describe("refused", () => {
  test.each([
    ["-5", "0", "records", "negative"],
    ["1.0000001", "0", "records", "not_whole"],
    ["10", "11", "unchanged", "more_than_records"],
  ])("%s records, %s unchanged: nothing happens", async (records, unchanged, field, fault) => {
    const id = await workspace();
    const refusal = { ok: false, error: { code: "invalid_fields", problems: [{ field, fault }] } };
    const form = feed(records, unchanged);
    expect(await planRun(platform, id, form, newId(), NOW)).toEqual(refusal);
    expect(await startRun(platform, id, form, newId(), NOW)).toEqual(refusal);
    expect(await availableIn(id, "automation")).toBe("1000");
  });

  test("a model that the rate card does not price is said at its field", async () => {
    const id = await workspace();
    const form: RunForm = {
      kind: "ai_edit",
      products: "1",
      inputTokens: "1",
      cachedInputTokens: "0",
      outputTokens: "0",
      model: "unheard-of",
      agent: "writer",
    };
    const problems = [{ field: "model", fault: "unknown_choice" }];
    expect(await planRun(platform, id, form, newId(), NOW)).toMatchObject({ ok: false, error: { problems } });
    expect(await startRun(platform, id, form, newId(), NOW)).toMatchObject({
      ok: false,
      error: { problems },
    });
  });

  test("a stranger is told that the workspace does not exist", async () => {
    const id = await workspace();
    const stranger = memberOf("elsewhere", "owner");
    await expect(planRun(stranger, id, feed("1", "0"), newId(), NOW)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(startRun(stranger, id, feed("1", "0"), newId(), NOW)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("somebody who may only look does not run anything", async () => {
    const id = await workspace();
    const viewer = memberOf(id, "viewer");
    await expect(planRun(viewer, id, feed("1", "0"), newId(), NOW)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(startRun(viewer, id, feed("1", "0"), newId(), NOW)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await planRun(memberOf(id, "member"), id, feed("1", "0"), newId(), NOW)).ok).toBe(true);
  });
});

test("the hash of a body does not depend on the order of its fields, but on every value", () => {
  expect(bodyHashOf({ a: 1n, b: [NOW, { c: null, d: 2 }] })).toBe(
    bodyHashOf({ b: [NOW, { d: 2, c: null }], a: 1n }),
  );
  expect(bodyHashOf({ a: "1" })).not.toBe(bodyHashOf({ a: "2" }));
  expect(bodyHashOf({ a: 1, b: undefined })).toBe(bodyHashOf({ a: 1 }));
  expect(bodyHashOf({})).toMatch(/^[0-9a-f]{64}$/);
});
