import { describe, expect, test } from "vitest";
import { ACME, freshKey, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const PROMO = { creditType: "ai", amount: "5", source: "promo", reason: "Welcome" };

/** Each write of the contract on a workspace of its own, with another body for the same place. */
const WRITES: [
  string,
  (id: string) => Promise<{ method: string; path: string; body: object; other: object }>,
][] = [
  [
    "PUT workspace",
    async (id) => ({
      method: "PUT",
      path: `/workspaces/${id}`,
      body: ACME,
      other: { ...ACME, name: "Other" },
    }),
  ],
  [
    "POST debits",
    async (id) => ({ method: "POST", path: `/workspaces/${id}/debits`, body: records(7), other: records(8) }),
  ],
  [
    "POST grants",
    async (id) => ({
      method: "POST",
      path: `/workspaces/${id}/grants`,
      body: PROMO,
      other: { ...PROMO, amount: "6" },
    }),
  ],
  [
    "POST void",
    async (id) => {
      const { body } = await api.post(`/workspaces/${id}/grants`, PROMO);
      const path = `/workspaces/${id}/grants/${body.id}/void`;
      return { method: "POST", path, body: { reason: "Wrong" }, other: { reason: "Other" } };
    },
  ],
  [
    "POST holds",
    async (id) => ({ method: "POST", path: `/workspaces/${id}/holds`, body: records(7), other: records(8) }),
  ],
  [
    "POST capture",
    async (id) => ({
      method: "POST",
      path: `${await heldIn(id)}/capture`,
      body: records(7, { partial: true }),
      other: records(7),
    }),
  ],
  [
    "POST release",
    async (id) => ({
      method: "POST",
      path: `${await heldIn(id)}/release`,
      body: {},
      other: { path: `${await heldIn(id)}/release` },
    }),
  ],
  [
    "POST extend",
    async (id) => ({
      method: "POST",
      path: `${await heldIn(id)}/extend`,
      body: { expiresInSeconds: 600 },
      other: { expiresInSeconds: 601 },
    }),
  ],
];

/** The path of a hold of 9 records. */
async function heldIn(id: string): Promise<string> {
  const { body } = await api.post(`/workspaces/${id}/holds`, records(9));
  return `/workspaces/${id}/holds/${body.id}`;
}

const send = (method: string, path: string, body: unknown, key: string) =>
  api.call(method, `/api/v1${path}`, { body, headers: { "Idempotency-Key": key } });

describe.each(WRITES)("%s", (_name, prepare) => {
  test("needs a key of 1 to 255 characters", async () => {
    const id = await api.workspace();
    const { method, path, body } = await prepare(id);
    const before = await stateOf(api, id);
    const none = await api.call(method, `/api/v1${path}`, { body });
    const long = await send(method, path, body, "k".repeat(256));
    expect(none).toMatchObject({ status: 400, body: { code: "idempotency_key_required" } });
    expect(long).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ path: "Idempotency-Key" }] },
    });
    expect(await stateOf(api, id)).toEqual(before);
    expect((await send(method, path, body, "k".repeat(255))).status).toBeLessThan(300);
  });

  test("answers the same key and body again with the same status and bytes, and has no second effect", async () => {
    const id = await api.workspace();
    const { method, path, body } = await prepare(id);
    const key = freshKey();
    const first = await send(method, path, body, key);
    const after = await stateOf(api, id);
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    const second = await send(method, path, reordered, key);
    expect(first.status).toBeLessThan(300);
    expect([second.status, JSON.stringify(second.body)]).toEqual([first.status, JSON.stringify(first.body)]);
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    expect(await stateOf(api, id)).toEqual(after);
  });

  test("refuses the same key with another body or for another call, and has no effect", async () => {
    const id = await api.workspace();
    const { method, path, body, other } = await prepare(id);
    const key = freshKey();
    await send(method, path, body, key);
    const after = await stateOf(api, id);
    const elsewhere = path.endsWith("debits") ? `/workspaces/${id}/grants` : `/workspaces/${id}/debits`;
    const answers = [
      await ("path" in other ? send(method, `${other.path}`, {}, key) : send(method, path, other, key)),
      await send("POST", elsewhere, path.endsWith("debits") ? PROMO : records(1), key),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
      expect(answer.headers.get("Idempotent-Replayed")).toBeNull();
    }
    expect(await stateOf(api, id)).toEqual(after);
  });

  test("20 times at once with the same key has one effect and one answer", async () => {
    const id = await api.workspace();
    const { method, path, body } = await prepare(id);
    const key = freshKey();
    const before = await api.rows("transfer", id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(method, path, body, key)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]?.status).toBeLessThan(300);
    expect(answers.filter(({ headers }) => !headers.has("Idempotent-Replayed"))).toHaveLength(1);
    expect((await api.rows("transfer", id)) - before).toBe(
      method === "PUT" || path.endsWith("extend") ? 0 : 1,
    );
  });
});

test("a workspace that does not exist yet is created once by 20 calls with the same key", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => api.put("/workspaces/fresh", ACME, "same")),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  expect(answers.filter(({ headers }) => !headers.has("Idempotent-Replayed"))).toHaveLength(1);
  expect(await api.rows("transfer", "fresh")).toBe(2);
});

test("a PUT and a debit at once with the same key: one of them happens", async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = await api.workspace();
    const answers = await Promise.all([
      api.put(`/workspaces/${id}`, ACME, "both"),
      api.post(`/workspaces/${id}/debits`, records(1), "both"),
    ]);
    const refused = answers.filter(({ body }) => body.code === "idempotency_mismatch");
    expect(refused).toHaveLength(1);
  }
});

test("a refusal is an answer too: it is repeated under its key, also after a top-up", async () => {
  const id = await api.workspace();
  const refused = await api.post(`/workspaces/${id}/debits`, records(1_001), "short");
  await api.post(`/workspaces/${id}/grants`, { ...PROMO, creditType: "automation" });
  const repeated = await api.post(`/workspaces/${id}/debits`, records(1_001), "short");
  const fresh = await api.post(`/workspaces/${id}/debits`, records(1_001), "enough");
  expect([refused.status, repeated.status, fresh.status]).toEqual([402, 402, 201]);
  expect({ ...repeated.body, requestId: "" }).toEqual({ ...refused.body, requestId: "" });
  expect(repeated.headers.get("Idempotent-Replayed")).toBe("true");
});

test("what is refused as invalid is not kept: sent again it is decided again, and is no replay", async () => {
  const id = await api.workspace();
  const most = { ...PROMO, amount: "1000000000000" };
  for (let nth = 0; nth < 8; nth += 1) await api.post(`/workspaces/${id}/grants`, most);
  const outgrows = await api.post(`/workspaces/${id}/grants`, most, "ninth");
  expect(outgrows).toMatchObject({ status: 400, body: { errors: [{ path: "amount" }] } });
  expect(outgrows.headers.get("Idempotent-Replayed")).toBeNull();
  const attributes = { feature: "ai.attributes", quantity: 5000 };
  expect((await api.post(`/workspaces/${id}/debits`, { lines: [attributes] })).status).toBe(201);
  expect((await api.post(`/workspaces/${id}/grants`, most, "ninth")).status).toBe(201);
});

test("a debit is answered again when its time is too long ago by now", async () => {
  const id = await api.workspace();
  const body = records(1, { occurredAt: "2026-10-17T12:00:00Z" });
  const debited = await api.post(`/workspaces/${id}/debits`, body, "late");
  api.now = new Date("2026-11-21T12:10:00Z");
  const repeated = await api.post(`/workspaces/${id}/debits`, body, "late");
  expect([repeated.status, repeated.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
  expect(repeated.body).toEqual(debited.body);
  const other = await api.post(`/workspaces/${id}/debits`, { ...body, agent: "writer" }, "late");
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
});

test("the same key in two workspaces is two keys, and callers' keys are apart from Headroom's own", async () => {
  const [one, two] = [await api.workspace(), await api.workspace()];
  for (const id of [one, two]) {
    const debited = await api.post(`/workspaces/${id}/debits`, records(1), "starter:ai");
    expect([debited.status, debited.headers.get("Idempotent-Replayed")]).toEqual([201, null]);
  }
});
