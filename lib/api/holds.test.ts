import { describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { setBudget } from "#lib/commands/set-budget.ts";
import type { KeyScope, Viewer } from "#lib/core/viewer.ts";
import { closePrisma } from "#lib/db/client.ts";
import { closePool } from "#lib/db/pool.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const admin: Viewer = { kind: "platform", keyId: null };
const NOBODYS = "01890a5d-ac96-774b-bcce-b302099a8057";

const hold = (id: string, body: unknown, key?: string) => api.post(`/workspaces/${id}/holds`, body, key);
const capture = (id: string, held: string, body: unknown = {}, key?: string) =>
  api.post(`/workspaces/${id}/holds/${held}/capture`, body, key);
const release = (id: string, held: string, key?: string) =>
  api.post(`/workspaces/${id}/holds/${held}/release`, {}, key);
const extend = (id: string, held: string, body: unknown, key?: string) =>
  api.post(`/workspaces/${id}/holds/${held}/extend`, body, key);

async function heldId(id: string, body: unknown = records(100)): Promise<string> {
  const made = await hold(id, body);
  expect(made.status).toBe(201);
  return made.body.id;
}

/** Per credit type, what may be spent and what is held. */
async function balanceOf(id: string): Promise<Record<string, [string, string]>> {
  const { body } = await api.get(`/workspaces/${id}/balance`);
  return Object.fromEntries(
    Object.entries<{ available: string; held: string }>(body.credits).map(([type, { available, held }]) => [
      type,
      [available, held],
    ]),
  );
}

const later = (seconds: number) => {
  api.now = new Date(NOW.getTime() + seconds * 1000);
};

describe("a hold", () => {
  test("of several credit types reserves each from concrete grants, and spends nothing", async () => {
    const id = await api.workspace();
    const { credits } = (await api.get(`/workspaces/${id}/balance`)).body;
    const made = await hold(id, {
      lines: [
        { feature: "automation.record", quantity: 2_000, unchanged: 1_940 },
        { feature: "ai.attributes", quantity: "250" },
      ],
      agent: "writer",
      expiresInSeconds: 60,
    });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      required: { ai: "2.5", automation: "60" },
      held: { ai: "2.5", automation: "60" },
      expiresAt: "2026-11-21T12:01:00.000Z",
      balance: { ai: { available: "47.5", held: "2.5" }, automation: { available: "940", held: "60" } },
      lines: [
        {
          feature: "automation.record",
          quantity: "2000",
          credits: "60",
          skipped: "1940",
          grants: [{ id: credits.automation.grants[0].id, credits: "60" }],
        },
        {
          feature: "ai.attributes",
          quantity: "250",
          credits: "2.5",
          grants: [{ id: credits.ai.grants[0].id, credits: "2.5" }],
        },
      ],
    });
    expect(await balanceOf(id)).toEqual({ ai: ["47.5", "2.5"], automation: ["940", "60"] });
    expect(await api.rows("usage_event", id)).toBe(0);
  });

  test("lives for 300 seconds unless asked otherwise, and for a day at most", async () => {
    const id = await api.workspace();
    expect((await hold(id, records(1))).body.expiresAt).toBe("2026-11-21T12:05:00.000Z");
    const day = await hold(id, records(1, { expiresInSeconds: 86_400 }));
    expect(day.body.expiresAt).toBe("2026-11-22T12:00:00.000Z");
  });

  test("of mode up_to reserves what there is and says how much that covers", async () => {
    const id = await api.workspace();
    const { status, body } = await hold(id, records(1_500, { mode: "up_to" }));
    expect([status, body.required, body.held, body.coveredQuantity]).toEqual([
      201,
      { automation: "1500" },
      { automation: "1000" },
      "1000",
    ]);
    const captured = await capture(id, body.id);
    expect(captured.body.spent).toEqual({ automation: "1000" });
  });

  test("leaves to others only what it does not hold", async () => {
    const id = await api.workspace();
    await heldId(id, records(600));
    const debit = await api.post(`/workspaces/${id}/debits`, records(401));
    expect(debit).toMatchObject({ status: 402, body: { available: { automation: "400" } } });
    const second = await hold(id, records(401));
    expect(second.body).toMatchObject({
      status: 402,
      code: "insufficient_credits",
      required: { automation: "401" },
      available: { automation: "400" },
      shortfall: { automation: "1" },
      topUpUrl: `http://localhost:3000/w/${id}/buy`,
    });
    expect((await hold(id, records(400))).status).toBe(201);
  });

  test("in a paused workspace is refused, and changes nothing", async () => {
    const id = await api.workspace();
    await api.database.prisma.workspace.update({ where: { id }, data: { pausedAt: NOW } });
    const before = await stateOf(api, id);
    const refused = await hold(id, records(1));
    expect(refused).toMatchObject({ status: 403, body: { code: "workspace_paused" } });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test.each([
    [{ lines: [{ feature: "ai.magic", quantity: 1 }] }, "unknown_feature"],
    [{ lines: [{ feature: "ai.text", model: "gpt-0", quantities: {} }] }, "unknown_model"],
    [records(1, { occurredAt: "2026-10-17T11:59:59.999Z" }), "too_old"],
  ])("answers 422 for what cannot be priced, and changes nothing: %j", async (body, code) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    expect(await hold(id, body)).toMatchObject({ status: 422, body: { code } });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test.each<[string, unknown]>([
    ["lines", {}],
    ["lines", { lines: [] }],
    ["lines.0.quantity", records(-1)],
    ["mode", records(1, { mode: "some" })],
    ["agent", records(1, { agent: "a b" })],
    ["metadata", records(1, { metadata: [] })],
    ["expires", records(1, { expires: 5 })],
    ["expiresInSeconds", records(1, { expiresInSeconds: 0 })],
    ["expiresInSeconds", records(1, { expiresInSeconds: -1 })],
    ["expiresInSeconds", records(1, { expiresInSeconds: 86_401 })],
    ["expiresInSeconds", records(1, { expiresInSeconds: 1.5 })],
    ["expiresInSeconds", records(1, { expiresInSeconds: "60" })],
    ["expiresInSeconds", records(1, { expiresInSeconds: null })],
  ])("with a wrong %s is refused with what to send, and changes nothing: %j", async (path, body) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const key = freshKey();
    const refused = await hold(id, body, key);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(refused.body.errors).toHaveLength(1);
    expect(await stateOf(api, id)).toEqual(before);
    expect((await hold(id, records(1), key)).status).toBe(201);
  });
});

describe.each(["debits", "holds"])("a refusal of %s", (call) => {
  test("names the budget that stops it, with what was spent and what is held", async () => {
    const id = await api.workspace();
    const budget = { name: "Writer", scope: "agent", subject: "writer", creditType: "automation" } as const;
    const set = { ...budget, id: null, limit: 100_000_000n, onReach: "stop", reason: "test" } as const;
    await setBudget(admin, id, set, NOW);
    await api.post(`/workspaces/${id}/debits`, records(10, { agent: "writer" }));
    await heldId(id, records(30, { agent: "writer" }));
    const before = await stateOf(api, id);
    const key = freshKey();
    const refuse = () => api.post(`/workspaces/${id}/${call}`, records(61, { agent: "writer" }), key);
    const refused = await refuse();
    expect(refused.body).toMatchObject({
      status: 403,
      code: "budget_stop",
      required: { automation: "61" },
      budget: { ...budget, limit: "100", spent: "10", held: "30", month: "2026-11" },
    });
    expect(refused.body.budget.id).toEqual(expect.any(String));
    expect(refused.body).not.toHaveProperty("feature");
    expect(await stateOf(api, id)).toEqual(before);
    const repeated = await refuse();
    expect({ ...repeated.body, requestId: "" }).toEqual({ ...refused.body, requestId: "" });
    const fits = await api.post(`/workspaces/${id}/${call}`, records(60, { agent: "writer" }));
    expect(fits.status).toBe(201);
  });

  test.each([
    ["feature_off", "workspaceFeature", { state: "off" }],
    ["trial_ended", "workspaceFeature", { state: "trial", endsAt: NOW }],
    ["plan_restricted", "planFeature", { state: "off" }],
  ] as const)("names the feature: %s", async (code, table, setting) => {
    const plan = `plan-of-${call}`;
    const id = await api.workspace({ plan });
    const feature = "automation.record";
    if (table === "planFeature")
      await api.database.prisma.planFeature.create({ data: { plan, feature, ...setting } });
    else
      await api.database.prisma.workspaceFeature.create({ data: { workspaceId: id, feature, ...setting } });
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/${call}`, records(1));
    expect(refused.body).toMatchObject({ status: 403, code, feature, required: { automation: "1" } });
    expect(refused.body).not.toHaveProperty("budget");
    expect(await stateOf(api, id)).toEqual(before);
  });
});

describe("a capture", () => {
  test("without lines spends all of the hold, as its lines were, at the instant of the capture", async () => {
    const id = await api.workspace();
    const made = await hold(id, {
      lines: [
        { feature: "automation.record", quantity: 10, unchanged: 4 },
        { feature: "ai.attributes", quantity: 100 },
      ],
      agent: "writer",
      job: "feed",
      run: "run-1",
      actor: "anna",
      source: "rule",
      metadata: { order: 1 },
    });
    later(30);
    const captured = await capture(id, made.body.id);
    expect(captured.status).toBe(201);
    const [records, attributes] = made.body.lines;
    expect(captured.body).toEqual({
      id: expect.any(String),
      required: { ai: "1", automation: "6" },
      spent: { ai: "1", automation: "6" },
      balance: { ai: { available: "49", held: "0" }, automation: { available: "994", held: "0" } },
      lines: [
        { ...records, event: expect.any(String) },
        { ...attributes, event: expect.any(String) },
      ],
      hold: {
        id: made.body.id,
        open: false,
        held: { ai: "0", automation: "0" },
        released: { ai: "0", automation: "0" },
      },
    });
    const { rows } = await api.database.pool.query(
      `SELECT agent, job, run, source, actor, occurred_at, metadata FROM usage_event
        WHERE workspace_id = $1 AND feature = 'ai.attributes'`,
      [id],
    );
    expect(rows).toEqual([
      {
        agent: "writer",
        job: "feed",
        run: "run-1",
        source: "rule",
        actor: "anna",
        occurred_at: api.now,
        metadata: { order: 1 },
      },
    ]);
  });

  test("may be sent without a body, which is the same request as an empty one", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const path = `/api/v1/workspaces/${id}/holds/${held}/capture`;
    const bare = await api.call("POST", path, { headers: { "Idempotency-Key": "bare" } });
    expect([bare.status, bare.body.spent]).toEqual([201, { automation: "100" }]);
    const empty = await capture(id, held, {}, "bare");
    expect([empty.status, empty.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
    const plain = { "Idempotency-Key": "plain", "Content-Type": "text/plain" };
    const refused = await api.call("POST", path, { headers: plain, body: "lines" });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "Content-Type" }] } });
  });

  test("with lines spends what was really used and gives the rest back", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const captured = await capture(id, held, records(40));
    expect(captured.body).toMatchObject({
      spent: { automation: "40" },
      balance: { automation: { available: "960", held: "0" } },
      hold: { id: held, open: false, held: { automation: "0" }, released: { automation: "60" } },
    });
    expect(await balanceOf(id)).toMatchObject({ automation: ["960", "0"] });
  });

  test("in parts keeps the hold open until one that is not partial", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const parts = [
      await capture(id, held, records(40, { partial: true })),
      await capture(id, held, records("20.5", { partial: true })),
    ];
    expect(parts.map(({ status, body }) => [status, body.hold])).toEqual([
      [201, { id: held, open: true, held: { automation: "60" }, released: {} }],
      [201, { id: held, open: true, held: { automation: "39.5" }, released: {} }],
    ]);
    expect(await balanceOf(id)).toMatchObject({ automation: ["900", "39.5"] });
    const last = await capture(id, held);
    expect(last.body).toMatchObject({ spent: { automation: "39.5" }, hold: { open: false } });
    expect(await capture(id, held)).toMatchObject({
      status: 409,
      body: { code: "hold_ended", how: "captured" },
    });
    expect(await balanceOf(id)).toMatchObject({ automation: ["900", "0"] });
  });

  test("above the hold is refused, and leaves it as it was", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const before = await stateOf(api, id);
    const refused = await capture(id, held, records(101));
    expect(refused.body).toEqual({
      type: "urn:headroom:problem:capture_exceeds_hold",
      title: "More than was held",
      status: 409,
      code: "capture_exceeds_hold",
      detail:
        "The hold does not cover 101 automation credits. Nothing was spent. Capture less, or send allowOver: true to take the rest from the balance.",
      requestId: expect.any(String),
      held: { automation: "100" },
      required: { automation: "101" },
    });
    expect(refused.status).toBe(409);
    expect(await stateOf(api, id)).toEqual(before);
    expect((await capture(id, held, records(100))).status).toBe(201);
  });

  test("above the hold with allowOver takes the rest from the balance, or answers 402 and does nothing", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const before = await stateOf(api, id);
    const refused = await capture(id, held, records(1_001, { allowOver: true }));
    expect(refused).toMatchObject({
      status: 402,
      body: {
        code: "insufficient_credits",
        required: { automation: "901" },
        available: { automation: "900" },
        shortfall: { automation: "1" },
        topUpUrl: `http://localhost:3000/w/${id}/buy`,
      },
    });
    expect(await stateOf(api, id)).toEqual(before);
    const over = await capture(id, held, records(1_000, { allowOver: true }));
    expect(over).toMatchObject({ status: 201, body: { spent: { automation: "1000" } } });
    expect(await balanceOf(id)).toMatchObject({ automation: ["0", "0"] });
  });

  test("is priced by the rate card that the hold was made by", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const [card] = await api.database.prisma.rateCard.findMany({ orderBy: { version: "desc" }, take: 1 });
    const { rows } = await api.database.pool.query(
      "SELECT rate_version FROM hold WHERE workspace_id = $1 AND id = $2",
      [id, held],
    );
    expect(rows).toEqual([{ rate_version: card?.version }]);
    const captured = await capture(id, held, records(1, { partial: true }));
    expect(captured.body.spent).toEqual({ automation: "1" });
  });

  test("of what the rate card does not have answers 422, and leaves the hold as it was", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const before = await stateOf(api, id);
    const refused = await capture(id, held, { lines: [{ feature: "ai.magic", quantity: 1 }] });
    expect(refused).toMatchObject({ status: 422, body: { code: "unknown_feature", feature: "ai.magic" } });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test.each<[string, unknown]>([
    ["lines", { lines: [] }],
    ["lines", { lines: null }],
    ["lines.0.quantity", records("1.0000001")],
    ["lines.0.quantity", { lines: [{ feature: "automation.record" }] }],
    ["lines.0.amount", { lines: [{ feature: "automation.record", quantity: 1, amount: 1 }] }],
    ["partial", { partial: "yes" }],
    ["allowOver", { allowOver: 1 }],
    ["mode", { mode: "all" }],
    ["agent", records(1, { agent: "writer" })],
    ["", "[]"],
  ])("with a wrong %s is refused, and changes nothing: %j", async (path, body) => {
    const id = await api.workspace();
    const held = await heldId(id);
    const before = await stateOf(api, id);
    const refused = await capture(id, held, body);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(await stateOf(api, id)).toEqual(before);
    expect((await capture(id, held)).status).toBe(201);
  });
});

describe("a release", () => {
  test("gives everything back, and a second time says that it had ended and how", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    later(10);
    const released = await release(id, held);
    expect(released.status).toBe(200);
    expect(released.body).toEqual({
      id: held,
      released: { automation: "100" },
      balance: { automation: { available: "1000", held: "0" } },
    });
    const before = await stateOf(api, id);
    later(20);
    for (const again of [
      await release(id, held),
      await capture(id, held),
      await capture(id, held, records(1)),
      await extend(id, held, { expiresInSeconds: 60 }),
    ]) {
      expect(again.status).toBe(409);
      expect(again.body).toEqual({
        type: "urn:headroom:problem:hold_ended",
        title: "The hold has ended",
        status: 409,
        code: "hold_ended",
        detail:
          "This hold was released at 2026-11-21T12:00:10.000Z, so nothing was done. What it did not spend is back in the balance.",
        requestId: expect.any(String),
        how: "released",
        endedAt: "2026-11-21T12:00:10.000Z",
      });
    }
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("of what was captured in part gives back what is left", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    await capture(id, held, records(30, { partial: true }));
    expect((await release(id, held)).body.released).toEqual({ automation: "70" });
    expect(await balanceOf(id)).toMatchObject({ automation: ["970", "0"] });
  });

  test.each([{ reason: "done" }, "[]", "null"])("with %j is refused, and changes nothing", async (body) => {
    const id = await api.workspace();
    const held = await heldId(id);
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/holds/${held}/release`, body);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect(await stateOf(api, id)).toEqual(before);
  });
});

describe("time", () => {
  test("ends a hold: its credits are available again without any sweep, and it says that it has expired", async () => {
    const id = await api.workspace();
    const held = await heldId(id, records(1_000, { expiresInSeconds: 60 }));
    later(59.999);
    expect(await balanceOf(id)).toMatchObject({ automation: ["0", "1000"] });
    later(60);
    for (const ended of [
      await capture(id, held),
      await release(id, held),
      await extend(id, held, { expiresInSeconds: 60 }),
    ]) {
      expect(ended).toMatchObject({
        status: 409,
        body: { code: "hold_ended", how: "expired", endedAt: "2026-11-21T12:01:00.000Z" },
      });
    }
    expect((await api.post(`/workspaces/${id}/debits`, records(1_000))).status).toBe(201);
    expect(await balanceOf(id)).toMatchObject({ automation: ["0", "0"] });
  });

  test("does not end a hold that was extended, and an extension never shortens", async () => {
    const id = await api.workspace();
    const held = await heldId(id, records(100, { expiresInSeconds: 60 }));
    later(30);
    const extended = await extend(id, held, { expiresInSeconds: 60 });
    expect(extended.status).toBe(200);
    expect(extended.body).toEqual({ id: held, expiresAt: "2026-11-21T12:01:30.000Z" });
    expect((await extend(id, held, { expiresInSeconds: 1 })).body.expiresAt).toBe("2026-11-21T12:01:30.000Z");
    later(89.999);
    expect(await balanceOf(id)).toMatchObject({ automation: ["900", "100"] });
    expect((await capture(id, held)).status).toBe(201);
  });

  test.each<[string, unknown]>([
    ["expiresInSeconds", {}],
    ["expiresInSeconds", { expiresInSeconds: 0 }],
    ["expiresInSeconds", { expiresInSeconds: 86_401 }],
    ["expiresInSeconds", { expiresInSeconds: "60" }],
    ["until", { expiresInSeconds: 60, until: "2027" }],
  ])("is not extended by a wrong %s: %j", async (path, body) => {
    const id = await api.workspace();
    const held = await heldId(id, records(100, { expiresInSeconds: 60 }));
    const refused = await extend(id, held, body);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    later(60);
    const after = await api.post(`/workspaces/${id}/debits`, records(0));
    expect(after.body.balance).toEqual({ automation: { available: "1000", held: "0" } });
  });
});

describe("an id", () => {
  const CALLS: [string, (id: string, held: string) => ReturnType<typeof capture>][] = [
    ["capture", (id, held) => capture(id, held)],
    ["capture with lines", (id, held) => capture(id, held, records(1))],
    ["release", (id, held) => release(id, held)],
    ["extend", (id, held) => extend(id, held, { expiresInSeconds: 60 })],
  ];

  test.each(CALLS)(
    "of another workspace's hold is answered like one that nobody has, by %s",
    async (_name, call) => {
      const [mine, foreign] = [await api.workspace(), await api.workspace()];
      const held = await heldId(foreign);
      const before = [await stateOf(api, mine), await stateOf(api, foreign)];
      const ids = [held, NOBODYS, "1", "%00", "x'y", held.toUpperCase()];
      const answers = await Promise.all(ids.map((one) => call(mine, one)));
      answers.push(await call("nobody", held));
      for (const { status, body } of answers) {
        expect(status).toBe(404);
        expect({ ...body, requestId: "" }).toEqual({ ...answers[0]?.body, requestId: "" });
      }
      expect([await stateOf(api, mine), await stateOf(api, foreign)]).toEqual(before);
    },
  );
});

describe("a workspace's key", () => {
  const made = async (id: string, scope: KeyScope) => {
    const key = await createApiKey(admin, id, { name: scope, scopes: [scope], reason: "Test" }, NOW);
    if (!key.ok) throw new Error(key.error.code);
    return key.value;
  };
  const as = (key: string, path: string, body: unknown) =>
    api.call("POST", `/api/v1${path}`, { key, body, headers: { "Idempotency-Key": freshKey() } });

  test("that meters may hold, extend, capture and release, and is named in the event", async () => {
    const id = await api.workspace();
    const { secret, id: keyId } = await made(id, "meter");
    const held = await as(secret, `/workspaces/${id}/holds`, records(10));
    const at = `/workspaces/${id}/holds/${held.body.id}`;
    const answers = [
      held,
      await as(secret, `${at}/extend`, { expiresInSeconds: 60 }),
      await as(secret, `${at}/capture`, records(4, { partial: true })),
      await as(secret, `${at}/release`, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 201, 200]);
    const events = await api.database.prisma.usageEvent.findMany({ where: { workspaceId: id } });
    expect(events).toMatchObject([{ actor: `key:${keyId}`, apiKey: keyId }]);
  });

  test("that only reads may do none of it, and changes nothing", async () => {
    const id = await api.workspace();
    const held = await heldId(id);
    const { secret } = await made(id, "read");
    const before = await stateOf(api, id);
    const at = `/workspaces/${id}/holds`;
    for (const refused of [
      await as(secret, at, records(1)),
      await as(secret, `${at}/${held}/capture`, {}),
      await as(secret, `${at}/${held}/release`, {}),
      await as(secret, `${at}/${held}/extend`, { expiresInSeconds: 60 }),
    ]) {
      expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    }
    expect(await stateOf(api, id)).toEqual(before);
  });
});

test("what was captured under a key stays answered when it could not be asked for any more", async () => {
  const id = await api.workspace();
  const held = await heldId(id);
  const captured = await capture(id, held, records(60), "once");
  later(100_000);
  const again = await capture(id, held, records(60), "once");
  expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
  expect(JSON.stringify(again.body)).toBe(JSON.stringify(captured.body));
});

test("twenty captures at once spend a hold once", async () => {
  const id = await api.workspace();
  const held = await heldId(id);
  const answers = await Promise.all(Array.from({ length: 20 }, () => capture(id, held)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([
    201,
    ...Array.from({ length: 19 }, () => 409),
  ]);
  expect(await balanceOf(id)).toMatchObject({ automation: ["900", "0"] });
});

test("a hold survives the process: a new pool and a new engine capture it", async () => {
  const id = await api.workspace();
  const held = await heldId(id);
  await closePrisma();
  await closePool();
  const captured = await capture(id, held, records(60));
  expect(captured).toMatchObject({
    status: 201,
    body: { spent: { automation: "60" }, hold: { released: { automation: "40" } } },
  });
});
