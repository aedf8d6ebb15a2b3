import { describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import { GOLDEN_CASES } from "#lib/core/golden-cases.ts";
import type { Line } from "#lib/core/rates.ts";
import type { KeyScope } from "#lib/core/viewer.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();

type Result = Record<string, unknown> & { status: number };

const item = (workspace: unknown, quantity: unknown = 1, over: Record<string, unknown> = {}) => ({
  workspace,
  idempotencyKey: freshKey(),
  ...records(quantity, over),
});
const send = (body: unknown, key?: string) =>
  api.call("POST", "/api/v1/debits/batch", { body, ...(key !== undefined && { key }) });

async function results(items: readonly unknown[], key?: string): Promise<Result[]> {
  const { status, body } = await send({ items }, key);
  expect(status).toBe(200);
  return body.results;
}

const statuses = (all: readonly Result[]) => all.map(({ status }) => status);

async function available(id: string, creditType = "automation"): Promise<string> {
  return (await api.get(`/workspaces/${id}/balance`)).body.credits[creditType].available;
}

async function keyOf(workspace: string, ...scopes: KeyScope[]): Promise<string> {
  const form = { name: "Test", scopes, reason: "Test" };
  const made = await createApiKey({ kind: "platform", keyId: null }, workspace, form, NOW);
  if (!made.ok) throw new Error(made.error.code);
  return made.value.secret;
}

/** What differs from one call to another in the same answer. */
function plain(answer: unknown, workspace: string): unknown {
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return JSON.parse(JSON.stringify(answer).replaceAll(ids, "id").replaceAll(workspace, "workspace"));
}

const many = { feature: "automation.record", quantity: 1 };

/** Bodies of debits and what they are answered in a workspace with its starter credits, one after the other. */
const BODIES: [string, number, unknown][] = [
  ["a good one", 201, { ...records(10), agent: "writer", job: "feed", run: "r-1", metadata: { a: [1] } }],
  ["two lines", 201, { lines: [many, { feature: "ai.attributes", quantity: "250", unchanged: 50 }] }],
  ["nothing to spend", 201, records(0)],
  ["more than there is", 402, records(5_000)],
  ["as much as there is", 201, records(5_000, { mode: "up_to" })],
  ["nothing left", 402, records(1)],
  ["a feature that is off", 403, { lines: [{ feature: "ai.image", quantity: 1 }] }],
  ["no such feature", 422, { lines: [{ feature: "ai.magic", quantity: 1 }] }],
  ["no such model", 422, { lines: [{ feature: "ai.text", model: "x", quantities: { inputTokens: 1 } }] }],
  ["too old", 422, records(1, { occurredAt: "2026-10-01T00:00:00Z" })],
  ["in the future", 400, records(1, { occurredAt: "2027-01-01T00:00:00Z" })],
  ["a quantity below 0", 400, records(-1)],
  ["a quantity that is missing", 400, { lines: [{ feature: "automation.record" }] }],
  ["several fields in error", 400, { lines: [{ ...many, quantitty: 1 }], mode: "some", agnt: "x" }],
  ["no lines", 400, {}],
  ["an empty list of lines", 400, { lines: [] }],
  ["101 lines", 400, { lines: Array(101).fill(many) }],
  ["lines that are no list", 400, { lines: many }],
  ["an agent that is no id", 400, records(1, { agent: "a b" })],
  ["metadata that is too long", 400, records(1, { metadata: { text: "x".repeat(16 * 1024) } })],
];

test("each item is answered what the call by itself is answered, in the order of the items", async () => {
  const [alone, together] = [await api.workspace(), await api.workspace()];
  for (const workspaceId of [alone, together]) {
    const data = { workspaceId, feature: "ai.image", state: "off" };
    await api.database.prisma.workspaceFeature.create({ data });
  }
  const single = [];
  for (const [, , body] of BODIES) {
    const { status, body: answer } = await api.post(`/workspaces/${alone}/debits`, body);
    single.push(plain({ status, ...answer }, alone));
  }
  const all = await results(
    BODIES.map(([, , body]) => Object.assign({ workspace: together, idempotencyKey: freshKey() }, body)),
  );
  expect(statuses(all)).toEqual(BODIES.map(([, status]) => status));
  expect(all.map((one) => plain(one, together))).toEqual(single);
  expect(await available(together)).toBe("0");
});

describe("an item", () => {
  test.each<[string, (id: string) => unknown, number, string, string[]?]>([
    ["of no workspace that exists", () => item("no-such-workspace"), 404, "not_found"],
    ["of a workspace that nobody can have", () => item("no such id"), 404, "not_found"],
    [
      "without a workspace",
      () => ({ idempotencyKey: "k", ...records(1) }),
      400,
      "invalid_request",
      ["workspace"],
    ],
    ["with a workspace that is no text", () => item(7), 400, "invalid_request", ["workspace"]],
    ["without a key", (id) => ({ workspace: id, ...records(1) }), 400, "idempotency_key_required"],
    [
      "with an empty key",
      (id) => item(id, 1, { idempotencyKey: "" }),
      400,
      "invalid_request",
      ["idempotencyKey"],
    ],
    [
      "with a key of 256 characters",
      (id) => item(id, 1, { idempotencyKey: "k".repeat(256) }),
      400,
      "invalid_request",
      ["idempotencyKey"],
    ],
    [
      "with a key that no header can carry",
      (id) => item(id, 1, { idempotencyKey: "a\nb" }),
      400,
      "invalid_request",
      ["idempotencyKey"],
    ],
    [
      "with a wrong line",
      (id) => ({ ...item(id), lines: [{ ...many, quantity: "1.5.2" }] }),
      400,
      "invalid_request",
      ["lines.0.quantity"],
    ],
    ["that is no object", () => "debit", 400, "invalid_request", [""]],
    ["that is a list", () => [many], 400, "invalid_request", [""]],
    ["that is null", () => null, 400, "invalid_request", [""]],
  ])("%s fails alone, and changes nothing", async (_name, bad, status, code, paths) => {
    const [id, other] = [await api.workspace(), await api.workspace()];
    const before = await stateOf(api, id);
    const [first, failed, last] = await results([item(other), bad(id), item(other)]);
    expect([first?.status, last?.status]).toEqual([201, 201]);
    expect(failed).toMatchObject({ status, code, type: `urn:headroom:problem:${code}` });
    if (paths) expect(failed?.errors).toMatchObject(paths.map((path) => ({ path })));
    expect(await stateOf(api, id)).toEqual(before);
    expect(await available(other)).toBe("998");
  });

  test("with a key of 255 characters is spent", async () => {
    const id = await api.workspace();
    expect(statuses(await results([item(id, 1, { idempotencyKey: "k".repeat(255) })]))).toEqual([201]);
  });

  test("that breaks something of ours is answered so, and its neighbours are spent", async () => {
    const id = await api.workspace();
    await api.database.pool.query(`
      CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
      CREATE TRIGGER break_down BEFORE INSERT ON usage_event
        FOR EACH ROW WHEN (NEW.job = 'breaks') EXECUTE FUNCTION break_down()`);
    try {
      const all = await results([item(id), item(id, 1, { job: "breaks" }), item(id)]);
      expect(statuses(all)).toEqual([201, 500, 201]);
      expect(all[1]).toMatchObject({ code: "unexpected" });
      expect(JSON.stringify(all[1])).not.toContain("broken");
    } finally {
      await api.database.pool.query("DROP FUNCTION break_down CASCADE");
    }
    expect(await available(id)).toBe("998");
  });
});

describe("a batch", () => {
  test.each<[string, (id: string) => unknown, number, string, string?]>([
    ["of nothing", () => ({ items: [] }), 400, "invalid_request", "items"],
    [
      "of 1,001",
      (id) => ({ items: Array.from({ length: 1_001 }, () => item(id)) }),
      400,
      "invalid_request",
      "items",
    ],
    ["without items", () => ({}), 400, "invalid_request", "items"],
    ["whose items are no list", (id) => ({ items: { 0: item(id) } }), 400, "invalid_request", "items"],
    ["with an unknown field", (id) => ({ items: [item(id)], mode: "all" }), 400, "invalid_request", "mode"],
    ["that is a list", (id) => [item(id)], 400, "invalid_request", ""],
    ["that is not JSON", () => `{"items": [`, 400, "invalid_request", ""],
    [
      "over 1 MiB",
      (id) => JSON.stringify({ items: [item(id)] }) + " ".repeat(1024 * 1024),
      413,
      "body_too_large",
    ],
  ])("%s is refused whole, and changes nothing", async (_name, body, status, code, path) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const refused = await send(body(id));
    expect(refused).toMatchObject({ status, body: { code } });
    if (path !== undefined) expect(refused.body.errors).toMatchObject([{ path }]);
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("needs no key of its own", async () => {
    const id = await api.workspace();
    const body = { items: [item(id)] };
    const first = await api.post("/debits/batch", body, "same");
    const second = await api.post("/debits/batch", { items: [item(id)] }, "same");
    expect([first.body.results[0].status, second.body.results[0].replayed]).toEqual([201, undefined]);
    expect(await available(id)).toBe("998");
  });

  test("of 1,000 over 50 workspaces leaves each balance exact", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => api.workspace()));
    const amount = (index: number) => formatMicro(BigInt(index) * 1_234n);
    const items = Array.from({ length: 1_000 }, (_, index) => item(ids[index % 50], amount(index)));
    const all = await results(items);
    expect(new Set(statuses(all))).toEqual(new Set([201]));
    expect(all.map(({ spent }) => spent)).toEqual(items.map((_, index) => ({ automation: amount(index) })));
    for (const [place, id] of ids.entries()) {
      let left = 1_000_000_000n;
      for (let index = place; index < 1_000; index += 50) left -= BigInt(index) * 1_234n;
      expect(await available(id)).toBe(formatMicro(left));
      expect(await api.rows("usage_event", id)).toBe(20);
    }
  });

  test("spends in the order of its items, until nothing is left", async () => {
    const id = await api.workspace();
    const all = await results([400, 500, 200, 100, 1].map((quantity) => item(id, quantity)));
    expect(statuses(all)).toEqual([201, 201, 402, 201, 402]);
    expect(all.flatMap(({ balance }) => (balance ? [balance] : []))).toMatchObject(
      ["600", "100", "0"].map((left) => ({ automation: { available: left } })),
    );
  });

  test("of every golden case costs what was promised", async () => {
    const id = await api.workspace();
    for (const creditType of ["ai", "automation"]) {
      const grant = { creditType, amount: "10000", source: "promo", reason: "For the examples" };
      expect((await api.post(`/workspaces/${id}/grants`, grant)).status).toBe(201);
    }
    const all = await results(
      GOLDEN_CASES.map(({ lines, source }) => ({
        ...item(id),
        source,
        lines: lines.map(toBody),
      })),
    );
    expect(all.map(({ required, spent }) => [required, spent])).toEqual(
      GOLDEN_CASES.map(({ cost }) => [cost, cost]),
    );
    for (const [creditType, had] of [
      ["ai", 10_050_000_000n],
      ["automation", 11_000_000_000n],
    ] as const) {
      const costs = GOLDEN_CASES.map(({ cost }) => parseMicro(cost[creditType] ?? "0") ?? 0n);
      const left = costs.reduce((sum, cost) => sum - cost, had);
      expect(await available(id, creditType)).toBe(formatMicro(left));
    }
  });

  test("that finds the queue full is told for each item when to come again, and nothing of it is spent", async () => {
    const id = await api.workspace();
    const thousand = () => Array.from({ length: 1_000 }, () => item(id, 0));
    const blocker = await api.database.pool.connect();
    await blocker.query("BEGIN; LOCK TABLE idempotency_key IN ACCESS EXCLUSIVE MODE");
    const sent = Array.from({ length: 11 }, () => results(thousand()));
    const refused = await Promise.race(sent);
    await blocker.query("ROLLBACK");
    blocker.release();
    expect(new Set(statuses(refused))).toEqual(new Set([503]));
    expect(refused[0]).toMatchObject({ code: "busy", retryAfterSeconds: 3 });
    const all = (await Promise.all(sent)).flat();
    expect(statuses(all).filter((status) => status === 201)).toHaveLength(10_000);
    expect(await api.rows("usage_event", id)).toBe(10_000);
  });
});

function toBody({ feature, quantity, unchanged, tokens, model, ownKey }: Line) {
  return {
    feature,
    unchanged: formatMicro(unchanged),
    ownKey,
    ...(quantity !== null && { quantity: formatMicro(quantity) }),
    ...(model !== null && { model }),
    ...(tokens && {
      quantities: {
        inputTokens: formatMicro(tokens.input),
        cachedInputTokens: formatMicro(tokens.cachedInput),
        outputTokens: formatMicro(tokens.output),
      },
    }),
  };
}

describe("a workspace's key", () => {
  test("spends in its own workspace, and finds no other", async () => {
    const [own, foreign] = [await api.workspace(), await api.workspace()];
    const key = await keyOf(own, "meter");
    const before = await stateOf(api, foreign);
    const all = await results([item(foreign), item(own), item("no-such-workspace"), item(own)], key);
    expect(statuses(all)).toEqual([404, 201, 404, 201]);
    expect(all[0]).toEqual(all[2]);
    expect(await stateOf(api, foreign)).toEqual(before);
    expect(await available(own)).toBe("998");
  });

  test("that only reads is refused whole", async () => {
    const own = await api.workspace();
    const refused = await send({ items: [item(own), item("no-such-workspace")] }, await keyOf(own, "read"));
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await available(own)).toBe("1000");
  });
});
