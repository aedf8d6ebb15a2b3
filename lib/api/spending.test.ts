import { describe, expect, test } from "vitest";
import { setBudget } from "#lib/commands/set-budget.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const spent = async (id: string, body: unknown) =>
  (await api.post(`/workspaces/${id}/debits`, body)).body.spent;

describe("a check", () => {
  test("allows what the balance covers, and has no effect", async () => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const body = { ...records(1_000), agent: "writer", job: "feed", mode: "all" };
    const allowed = await api.post(`/workspaces/${id}/check`, body);
    expect(allowed.status).toBe(200);
    expect(allowed.body).toEqual({
      allowed: true,
      required: { automation: "1000" },
      available: { automation: "1000" },
      shortfall: { automation: "0" },
      topUpUrl: `http://localhost:3000/w/${id}/buy`,
    });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("refuses with 200, the reason, what is missing and the pack that covers it", async () => {
    const id = await api.workspace();
    const refused = await api.post(`/workspaces/${id}/check`, records(1_001));
    expect(refused).toMatchObject({
      status: 200,
      body: {
        allowed: false,
        reason: "insufficient_credits",
        shortfall: { automation: "1" },
        suggestedPack: {
          id: "automation-10000",
          credits: "10000",
          price: { amountMinor: 2500, currency: "EUR" },
        },
      },
    });
  });

  test("of mode up_to says how much of the quantity is covered", async () => {
    const id = await api.workspace();
    const { body } = await api.post(`/workspaces/${id}/check`, records(1_500, { mode: "up_to" }));
    expect(body).toMatchObject({ allowed: true, coveredQuantity: "1000", shortfall: { automation: "500" } });
  });

  test("of a paused workspace says so", async () => {
    const id = await api.workspace();
    await api.database.prisma.workspace.update({ where: { id }, data: { pausedAt: NOW } });
    const { status, body } = await api.post(`/workspaces/${id}/check`, records(1));
    expect([status, body.allowed, body.reason]).toEqual([200, false, "workspace_paused"]);
  });

  test("names the budget that stops it, and the feature that is off", async () => {
    const id = await api.workspace();
    const budget = { name: "None", scope: "agent", subject: "writer", creditType: "automation" } as const;
    const set = { ...budget, id: null, limit: 0n, onReach: "stop", reason: "test" } as const;
    await setBudget({ kind: "platform", keyId: null }, id, set, NOW);
    const { body } = await api.post(`/workspaces/${id}/check`, { ...records(1), agent: "writer" });
    expect(body).toMatchObject({
      allowed: false,
      reason: "budget_stop",
      budget: { ...budget, limit: "0", spent: "0", held: "0", month: "2026-11" },
    });
    expect(body).not.toHaveProperty("feature");
    const data = { workspaceId: id, feature: "automation.record", state: "off" };
    await api.database.prisma.workspaceFeature.create({ data });
    const off = await api.post(`/workspaces/${id}/check`, records(1));
    expect(off.body).toMatchObject({ allowed: false, reason: "feature_off", feature: "automation.record" });
    expect(off.body).not.toHaveProperty("budget");
  });

  test("agrees with the debit that follows it", async () => {
    const id = await api.workspace();
    for (const quantity of [0, 999, 1, 1]) {
      const check = await api.post(`/workspaces/${id}/check`, records(quantity));
      const debit = await api.post(`/workspaces/${id}/debits`, records(quantity));
      expect([check.body.allowed, check.body.required]).toEqual([debit.status === 201, debit.body.required]);
    }
  });

  test.each(["run", "source", "actor", "occurredAt", "metadata"])("does not take %s", async (field) => {
    const id = await api.workspace();
    const refused = await api.post(`/workspaces/${id}/check`, { ...records(1), [field]: "x" });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
  });
});

describe("a debit", () => {
  test("spends, and answers with the lines, their events and the grants they burnt", async () => {
    const id = await api.workspace();
    const body = {
      lines: [
        { feature: "automation.record", quantity: 2_000, unchanged: 1_940 },
        { feature: "ai.attributes", quantity: "250" },
      ],
      agent: "writer",
      job: "feed",
      run: "run-1",
      source: "schedule",
      actor: "anna",
      occurredAt: "2026-11-21T12:30:00+01:00",
      metadata: { order: 4711, tags: ["a", null], nested: { deep: true } },
    };
    const debited = await api.post(`/workspaces/${id}/debits`, body);
    const { credits } = (await api.get(`/workspaces/${id}/balance`)).body;
    expect(debited.status).toBe(201);
    expect(debited.body).toEqual({
      id: expect.any(String),
      required: { ai: "2.5", automation: "60" },
      spent: { ai: "2.5", automation: "60" },
      balance: { ai: { available: "47.5", held: "0" }, automation: { available: "940", held: "0" } },
      lines: [
        {
          feature: "automation.record",
          quantity: "2000",
          credits: "60",
          skipped: "1940",
          event: expect.any(String),
          grants: [{ id: credits.automation.grants[0].id, credits: "60" }],
        },
        {
          feature: "ai.attributes",
          quantity: "250",
          credits: "2.5",
          event: expect.any(String),
          grants: [{ id: credits.ai.grants[0].id, credits: "2.5" }],
        },
      ],
    });
    const { rows } = await api.database.pool.query(
      `SELECT agent, job, run, source, actor, occurred_at, recorded_at, metadata FROM usage_event
        WHERE workspace_id = $1 AND feature = 'ai.attributes'`,
      [id],
    );
    expect(rows).toEqual([
      {
        agent: "writer",
        job: "feed",
        run: "run-1",
        source: "schedule",
        actor: "anna",
        occurred_at: new Date("2026-11-21T11:30:00Z"),
        recorded_at: NOW,
        metadata: body.metadata,
      },
    ]);
  });

  test("costs what the rate card says for tokens, own keys, decimals and work by hand", async () => {
    const id = await api.workspace();
    const tokens = { inputTokens: 1_000_000, cachedInputTokens: "500000", outputTokens: 100_000 };
    const text = { feature: "ai.text", model: "mistral-small", quantities: tokens };
    expect(await spent(id, { lines: [text] })).toEqual({ ai: "13.5" });
    expect(await spent(id, { lines: [{ ...text, ownKey: true }] })).toEqual({ ai: "0" });
    expect(await spent(id, { lines: [{ feature: "ai.compute_second", quantity: "2.5" }] })).toEqual({
      ai: "0.125",
    });
    expect(await spent(id, records(7, { source: "manual" }))).toEqual({ automation: "0" });
    expect(await spent(id, records(0))).toEqual({ automation: "0" });
  });

  test("of more than there is answers 402 with what is missing, and changes nothing", async () => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/debits`, records("1000.5", { agent: "new" }));
    expect(refused.body).toEqual({
      type: "urn:headroom:problem:insufficient_credits",
      title: "Not enough credits",
      status: 402,
      code: "insufficient_credits",
      detail: `Missing: 0.5 automation credits. Nothing was spent. To add credits, open http://localhost:3000/w/${id}/buy`,
      requestId: expect.any(String),
      required: { automation: "1000.5" },
      available: { automation: "1000" },
      shortfall: { automation: "0.5" },
      topUpUrl: `http://localhost:3000/w/${id}/buy`,
    });
    expect(refused.status).toBe(402);
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("of mode up_to spends what there is and says how much that covers", async () => {
    const id = await api.workspace();
    const { status, body } = await api.post(`/workspaces/${id}/debits`, records(1_500, { mode: "up_to" }));
    expect([status, body.required, body.spent, body.coveredQuantity]).toEqual([
      201,
      { automation: "1500" },
      { automation: "1000" },
      "1000",
    ]);
    const nothing = await api.post(`/workspaces/${id}/debits`, records(1, { mode: "up_to" }));
    expect(nothing).toMatchObject({ status: 402, body: { code: "insufficient_credits" } });
  });

  test("in a paused workspace answers 403 and changes nothing", async () => {
    const id = await api.workspace();
    await api.database.prisma.workspace.update({ where: { id }, data: { pausedAt: NOW } });
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/debits`, records(1));
    expect(refused).toMatchObject({
      status: 403,
      body: { code: "workspace_paused", required: { automation: "1" }, shortfall: { automation: "0" } },
    });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test.each([
    [{ lines: [{ feature: "ai.magic", quantity: 1 }] }, "unknown_feature", { feature: "ai.magic" }],
    [
      { lines: [{ feature: "ai.text", model: "gpt-0", quantities: {} }] },
      "unknown_model",
      { feature: "ai.text", model: "gpt-0" },
    ],
    [
      { lines: [{ feature: "ai.text", quantities: {} }] },
      "unknown_model",
      { feature: "ai.text", model: null },
    ],
    [
      records(1, { occurredAt: "2026-10-17T11:59:59.999Z" }),
      "too_old",
      { occurredAt: "2026-10-17T11:59:59.999Z" },
    ],
  ])("answers 422 for what cannot be priced, and changes nothing: %j", async (body, code, facts) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/debits`, body);
    expect(refused).toMatchObject({ status: 422, body: { code, ...facts } });
    expect(refused.body.detail).not.toMatch(/[{}]|undefined|null/);
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("is taken 35 days late and 5 minutes early, not a millisecond more", async () => {
    const id = await api.workspace();
    const at = async (occurredAt: string) => {
      const { status, body } = await api.post(`/workspaces/${id}/debits`, records(1, { occurredAt }));
      return [status, body.code];
    };
    expect(await at("2026-10-17T12:00:00Z")).toEqual([201, undefined]);
    expect(await at("2026-11-21T13:05:00+01:00")).toEqual([201, undefined]);
    expect(await at("2026-11-21T12:05:00.001Z")).toEqual([400, "invalid_request"]);
  });

  const line = { feature: "automation.record", quantity: 1 };
  test.each<[string, unknown]>([
    ["lines", {}],
    ["lines", { lines: [] }],
    ["lines", { lines: Array.from({ length: 101 }, () => line) }],
    ["lines", { lines: line }],
    ["lines.0", { lines: [null] }],
    ["lines.0.feature", { lines: [{ quantity: 1 }] }],
    ["lines.0.quantity", { lines: [{ feature: "automation.record" }] }],
    ["lines.0.quantity", records(-1)],
    ["lines.0.quantity", records("-1")],
    ["lines.0.quantity", records(1.5)],
    ["lines.0.quantity", records("0.1234567")],
    ["lines.0.quantity", records("1e3")],
    ["lines.0.quantity", records("01")],
    ["lines.0.quantity", records(" 1")],
    ["lines.0.quantity", records("")],
    ["lines.0.quantity", records(null)],
    ["lines.0.quantity", records(true)],
    ["lines.0.quantity", records([1])],
    ["lines.0.quantity", records(1_000_000_000_001)],
    ["lines.0.quantity", records("1000000000000.000001")],
    ["lines.0.quantity", '{"lines":[{"feature":"automation.record","quantity":9007199254740993}]}'],
    ["lines.0.quantity", '{"lines":[{"feature":"automation.record","quantity":1e400}]}'],
    ["lines.0.unchanged", { lines: [{ ...line, unchanged: 2 }] }],
    ["lines.0.unchanged", { lines: [{ ...line, unchanged: "1.0000001" }] }],
    ["lines.0.quantities", { lines: [{ feature: "ai.text", model: "gpt", quantity: 5 }] }],
    ["lines.0.quantities", { lines: [{ ...line, quantities: {} }] }],
    [
      "lines.0.quantities.inputTokens",
      { lines: [{ feature: "ai.text", model: "gpt", quantities: { inputTokens: -1 } }] },
    ],
    ["lines.0.model", { lines: [{ ...line, model: 5 }] }],
    ["lines.0.ownKey", { lines: [{ ...line, ownKey: "yes" }] }],
    ["mode", records(1, { mode: "some" })],
    ["source", records(1, { source: "moon" })],
    ["agent", records(1, { agent: "a b" })],
    ["agent", records(1, { agent: "" })],
    ["job", records(1, { job: "a".repeat(129) })],
    ["run", records(1, { run: 5 })],
    ["actor", records(1, { actor: "a\nb" })],
    ["occurredAt", records(1, { occurredAt: "2026-11-21" })],
    ["occurredAt", records(1, { occurredAt: "2026-11-21T12:00:00" })],
    ["occurredAt", records(1, { occurredAt: "2026-11-21T12:00Z" })],
    ["occurredAt", records(1, { occurredAt: "2026-02-30T12:00:00Z" })],
    ["occurredAt", records(1, { occurredAt: "2026-11-21T25:00:00Z" })],
    ["occurredAt", records(1, { occurredAt: "0000-01-01T00:00:00Z" })],
    ["occurredAt", records(1, { occurredAt: 1_795_262_400_000 })],
    ["metadata", records(1, { metadata: [] })],
    ["metadata", records(1, { metadata: { note: "\u0000" } })],
    ["metadata", records(1, { metadata: { "\ud800": 1 } })],
    ["metadata", records(1, { metadata: { note: "a".repeat(16_384) } })],
  ])("with a wrong %s is refused with what to send, and changes nothing: %j", async (path, body) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const key = freshKey();
    const refused = await api.post(`/workspaces/${id}/debits`, body, key);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(refused.body.errors).toHaveLength(1);
    expect(await stateOf(api, id)).toEqual(before);
    const corrected = await api.post(`/workspaces/${id}/debits`, records(1), key);
    expect(corrected.status).toBe(201);
  });

  test("says of a number that is not exact to send a string", async () => {
    const id = await api.workspace();
    const { body } = await api.post(`/workspaces/${id}/debits`, records(2.5));
    expect(body.errors[0].message).toContain('a string with at most six decimals such as "2.5"');
    expect(await spent(id, records("2.5"))).toEqual({ automation: "2.5" });
  });
});
