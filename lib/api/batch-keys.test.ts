// The same debit, in a batch or by itself, has one effect; and a batch counts as many calls as it has items.
import { afterEach, describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { provideEnv } from "#lib/env.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();

const batch = async (...items: object[]) => {
  const { status, body } = await api.call("POST", "/api/v1/debits/batch", { body: { items } });
  expect(status).toBe(200);
  return body.results;
};
const item = (workspace: string, idempotencyKey: string, body: object = records(7)) => ({
  workspace,
  idempotencyKey,
  ...body,
});

describe("an item of a batch", () => {
  test("that is sent again in another batch is answered the same, and moves nothing", async () => {
    const [one, two] = [await api.workspace(), await api.workspace()];
    const items = [item(one, "a"), item(two, "a"), item(one, "b", records(5_000))];
    const first = await batch(...items);
    const after = [await stateOf(api, one), await stateOf(api, two)];
    const second = await batch(...items.toReversed());
    expect(first.map(({ status }: { status: number }) => status)).toEqual([201, 201, 402]);
    const { requestId: _, ...refused } = second[0];
    const { requestId: __, ...before } = first[2];
    expect(refused).toEqual({ ...before, replayed: true });
    expect(second.slice(1)).toEqual([first[1], first[0]].map((result) => ({ ...result, replayed: true })));
    expect([await stateOf(api, one), await stateOf(api, two)]).toEqual(after);
  });

  test("that comes twice in one batch is spent once, and with another body refused", async () => {
    const id = await api.workspace();
    const reordered = Object.fromEntries(Object.entries(item(id, "a")).reverse());
    const [first, again, other] = await batch(item(id, "a"), reordered, item(id, "a", records(8)));
    expect([first.status, first.replayed]).toEqual([201, undefined]);
    expect(again).toEqual({ ...first, replayed: true });
    expect(other).toMatchObject({ status: 422, code: "idempotency_mismatch" });
    expect(other).not.toHaveProperty("replayed");
    expect(await api.rows("usage_event", id)).toBe(1);
  });

  test.each<[string, object]>([
    ["a plain one", records(7)],
    [
      "with every field",
      {
        ...records("7.5", { mode: "up_to", agent: "writer", job: "feed", run: "r-1", source: "schedule" }),
        actor: "anna",
        occurredAt: "2026-11-21T12:30:00+01:00",
        metadata: { nested: { b: 1, a: [null, "x"] } },
      },
    ],
    ["that is refused", records(5_000)],
  ])("(%s) is the same debit by itself, whichever comes first", async (_name, body) => {
    const id = await api.workspace();
    const path = `/workspaces/${id}/debits`;
    const [batched] = await batch(item(id, "batch-first", body));
    const single = await api.post(path, body, "batch-first");
    expect(single.headers.get("Idempotent-Replayed")).toBe("true");
    const alone = await api.post(path, body, "single-first");
    const [repeated] = await batch(item(id, "single-first", body));
    const { requestId: _, ...replayed } = repeated;
    const { requestId: __, ...answered } = alone.body;
    expect(replayed).toEqual({ ...answered, status: alone.status, replayed: true });
    const { requestId: ___, ...first } = single.body;
    expect(batched).toMatchObject({ ...first, status: single.status });
    const spent = alone.status === 201 ? 2 : 0;
    expect(await api.rows("usage_event", id)).toBe(spent);
  });

  test("with the key of another debit is refused, whichever of them was a call by itself", async () => {
    const id = await api.workspace();
    await api.post(`/workspaces/${id}/debits`, records(7), "single");
    const all = await batch(item(id, "single", records(8)), item(id, "batched"));
    expect(all[0]).toMatchObject({ status: 422, code: "idempotency_mismatch" });
    const single = await api.post(`/workspaces/${id}/debits`, records(8), "batched");
    expect(single).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(await api.rows("usage_event", id)).toBe(2);
  });

  test("in a workspace whose id is written escaped in a path is the same debit", async () => {
    const id = `eu:${freshKey()}`;
    await api.put(`/workspaces/${id}`, { name: "EU", timeZone: "Europe/Berlin", currency: "EUR" });
    await batch(item(id, "a"));
    const single = await api.post(`/workspaces/${encodeURIComponent(id)}/debits`, records(7), "a");
    expect([single.status, single.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
  });

  test("is answered again when its time is too long ago by now", async () => {
    const ids = [await api.workspace(), await api.workspace()];
    const late = records(1, { occurredAt: "2026-10-17T12:00:00Z" });
    const items = ids.map((id) => item(id, "late", late));
    const first = await batch(...items);
    api.now = new Date("2026-11-21T12:10:00Z");
    const again = await batch(...items, item(ids[0] ?? "", "fresh", late), item(ids[1] ?? "", "late"));
    expect(again.slice(0, 2)).toEqual(first.map((result: object) => ({ ...result, replayed: true })));
    expect(again.slice(2)).toMatchObject([{ code: "too_old" }, { code: "idempotency_mismatch" }]);
  });

  test("sent by 20 batches at once is spent once", async () => {
    const id = await api.workspace();
    const all = await Promise.all(Array.from({ length: 20 }, () => batch(item(id, "a"), item(id, "b"))));
    const first = all.flat().filter(({ replayed }) => replayed === undefined);
    expect(first.map(({ status }) => status)).toEqual([201, 201]);
    expect(await api.rows("usage_event", id)).toBe(2);
  });
});

describe("the rate limit", () => {
  afterEach(() => provideEnv({ HEADROOM_RATE_WORKSPACE: undefined }));

  const later = (ms: number) => {
    api.now = new Date(NOW.getTime() + ms);
  };

  /** A workspace with a key that may call twice a second and four times at once. */
  async function limited() {
    provideEnv({ HEADROOM_RATE_WORKSPACE: "2" });
    const id = await api.workspace();
    const form = { name: "Test", scopes: ["meter" as const, "read" as const], reason: "Test" };
    const made = await createApiKey({ kind: "platform", keyId: null }, id, form, NOW);
    if (!made.ok) throw new Error(made.error.code);
    const key = made.value.secret;
    const send = (items: number) => {
      const body = { items: Array.from({ length: items }, () => item(id, freshKey(), records(1))) };
      return api.call("POST", "/api/v1/debits/batch", { body, key });
    };
    const read = () => api.call("GET", `/api/v1/workspaces/${id}/balance`, { key });
    return { id, send, read };
  }

  test("counts the items of a batch, and says what is left", async () => {
    const { send, read } = await limited();
    const three = await send(3);
    expect([three.status, three.headers.get("RateLimit-Remaining")]).toEqual([200, "1"]);
    expect(three.headers.get("RateLimit-Limit")).toBe("4");
    expect((await read()).headers.get("RateLimit-Remaining")).toBe("0");
    expect((await send(1)).status).toBe(429);
  });

  test("refuses a batch whole that is more than is left, at no cost, and nothing of it is spent", async () => {
    const { id, send } = await limited();
    await send(2);
    const before = await stateOf(api, id);
    const refused = await send(3);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", retryAfterSeconds: 1 } });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      "retry-after": "1",
      "ratelimit-limit": "4",
      "ratelimit-remaining": "2",
    });
    expect(await stateOf(api, id)).toEqual(before);
    expect((await send(2)).status).toBe(200);
    later(999);
    expect((await send(2)).status).toBe(429);
    later(1000);
    expect((await send(2)).status).toBe(200);
  });

  test("lets a batch that is more than a burst empty a full bucket, which then owes the rest", async () => {
    const { send, read } = await limited();
    const ten = await send(10);
    expect([ten.status, ten.headers.get("RateLimit-Remaining")]).toEqual([200, "0"]);
    expect(ten.headers.get("RateLimit-Reset")).toBe("5");
    const refused = await read();
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "4"]);
    later(3_499);
    expect((await read()).status).toBe(429);
    later(3_500);
    expect((await read()).status).toBe(200);
    later(4_000);
    const notYet = await send(10);
    expect([notYet.status, notYet.headers.get("Retry-After")]).toEqual([429, "2"]);
    later(5_500);
    expect((await send(10)).status).toBe(200);
  });

  test("counts a batch that is refused before it is read to its end as one call", async () => {
    const { send, read } = await limited();
    expect((await send(0)).status).toBe(400);
    expect((await read()).headers.get("RateLimit-Remaining")).toBe("2");
  });
});
