import { describe, expect, test } from "vitest";
import { freshKey, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const PROMO = { creditType: "ai", amount: "12.5", source: "promo", reason: "Welcome back" };

describe("a grant", () => {
  test("adds credits with the terms that were asked for, and is audited", async () => {
    const id = await api.workspace();
    const body = {
      ...PROMO,
      effectiveAt: "2026-11-01T00:00:00+01:00",
      expiresAt: "2027-01-01T00:00:00Z",
      priority: 10,
    };
    const granted = await api.post(`/workspaces/${id}/grants`, body);
    expect(granted.status).toBe(201);
    expect(granted.body).toEqual({
      id: expect.any(String),
      ...PROMO,
      priority: 10,
      effectiveAt: "2026-10-31T23:00:00.000Z",
      expiresAt: "2027-01-01T00:00:00.000Z",
      balance: { ai: { available: "62.5", held: "0" } },
    });
    const { credits } = (await api.get(`/workspaces/${id}/balance`)).body;
    expect(credits.ai.nextExpiry).toEqual({ at: "2027-01-01T00:00:00.000Z", amount: "12.5" });
    expect(credits.ai.grants[0]).toMatchObject({ id: granted.body.id, source: "promo", remaining: "12.5" });
    const [entry] = await api.database.prisma.auditEntry.findMany({ where: { workspaceId: id } });
    expect(entry).toMatchObject({ actor: "key:platform", action: "grant", reason: "Welcome back" });
  });

  test("begins now, with priority 50 and without an end, unless asked otherwise", async () => {
    const id = await api.workspace();
    const { body } = await api.post(`/workspaces/${id}/grants`, { ...PROMO, source: "adjustment" });
    expect(body).toMatchObject({ priority: 50, effectiveAt: "2026-11-21T12:00:00.000Z", expiresAt: null });
  });

  test("that begins later is not available yet", async () => {
    const id = await api.workspace();
    const { body } = await api.post(`/workspaces/${id}/grants`, {
      ...PROMO,
      effectiveAt: "2026-12-01T00:00:00Z",
    });
    expect(body.balance).toEqual({ ai: { available: "50", held: "0" } });
  });

  test.each<[string, Record<string, unknown>]>([
    ["creditType", { creditType: "gold" }],
    ["creditType", { creditType: undefined }],
    ["amount", { amount: "0" }],
    ["amount", { amount: "-5" }],
    ["amount", { amount: "1.0000001" }],
    ["amount", { amount: "1000000000000.1" }],
    ["amount", { amount: 12.5 }],
    ["amount", { amount: null }],
    ["source", { source: "gift" }],
    ["source", { source: undefined }],
    ["effectiveAt", { effectiveAt: "tomorrow" }],
    ["effectiveAt", { effectiveAt: "1999-12-31T23:59:59Z" }],
    ["expiresAt", { expiresAt: "2026-11-21T12:00:00Z" }],
    ["expiresAt", { expiresAt: "9999-12-31T23:59:59Z" }],
    ["expiresAt", { effectiveAt: "2027-02-01T00:00:00Z", expiresAt: "2027-01-01T00:00:00Z" }],
    ["priority", { priority: 101 }],
    ["priority", { priority: 1.5 }],
    ["reason", { reason: "" }],
    ["reason", { reason: "   " }],
    ["reason", { reason: undefined }],
    ["remaining", { remaining: "5" }],
  ])("with a wrong %s is refused, and changes nothing: %j", async (path, over) => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const refused = await api.post(`/workspaces/${id}/grants`, { ...PROMO, ...over });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("is answered again after its end, when it could not be asked for any more", async () => {
    const id = await api.workspace();
    const key = freshKey();
    const body = { ...PROMO, expiresAt: "2026-11-21T12:01:00Z" };
    const granted = await api.post(`/workspaces/${id}/grants`, body, key);
    api.now = new Date("2026-11-21T12:02:00Z");
    const repeated = await api.post(`/workspaces/${id}/grants`, body, key);
    expect([repeated.status, repeated.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
    expect(repeated.body).toEqual(granted.body);
    const other = await api.post(`/workspaces/${id}/grants`, { ...body, amount: "1" }, key);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    const unknown = await api.post(`/workspaces/${id}/grants`, body);
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ path: "expiresAt" }] } });
  });
});

describe("voiding a grant", () => {
  const undo = (id: string, grant: string, body: unknown = { reason: "Wrong customer" }, key?: string) =>
    api.post(`/workspaces/${id}/grants/${grant}/void`, body, key);

  test("takes back what is left, and a second time finds nothing", async () => {
    const id = await api.workspace();
    const granted = await api.post(`/workspaces/${id}/grants`, { ...PROMO, priority: 1 });
    await api.post(`/workspaces/${id}/debits`, { lines: [{ feature: "ai.attributes", quantity: 250 }] });
    const voided = await undo(id, granted.body.id);
    expect(voided.status).toBe(200);
    expect(voided.body).toEqual({
      id: granted.body.id,
      creditType: "ai",
      revoked: "10",
      balance: { ai: { available: "50", held: "0" } },
    });
    const before = await stateOf(api, id);
    const again = await undo(id, granted.body.id);
    expect(again).toMatchObject({ status: 409, body: { code: "grant_ended" } });
    expect(await stateOf(api, id)).toEqual(before);
  });

  test("of another workspace is answered like one that does not exist, in either workspace", async () => {
    const [mine, foreign] = [await api.workspace(), await api.workspace()];
    const granted = await api.post(`/workspaces/${foreign}/grants`, PROMO);
    const before = [await stateOf(api, mine), await stateOf(api, foreign)];
    const ids = [granted.body.id, crypto.randomUUID(), "1", "%00", granted.body.id.toUpperCase()];
    const answers = await Promise.all(ids.map((grant) => undo(mine, grant)));
    answers.push(await undo("nobody", granted.body.id));
    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect({ ...body, requestId: "" }).toEqual({ ...answers[0]?.body, requestId: "" });
    }
    expect([await stateOf(api, mine), await stateOf(api, foreign)]).toEqual(before);
  });

  test.each([{}, { reason: "" }, { reason: 5 }, { reason: "x", force: true }])(
    "without a reason, or with more, is refused: %j",
    async (body) => {
      const id = await api.workspace();
      const { credits } = (await api.get(`/workspaces/${id}/balance`)).body;
      const before = await stateOf(api, id);
      const refused = await undo(id, credits.ai.grants[0].id, body);
      expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
      expect(await stateOf(api, id)).toEqual(before);
    },
  );

  test("does not touch what a debit has spent", async () => {
    const id = await api.workspace();
    const { credits } = (await api.get(`/workspaces/${id}/balance`)).body;
    await api.post(`/workspaces/${id}/debits`, records(1_000));
    const refused = await undo(id, credits.automation.grants[0].id);
    expect(refused).toMatchObject({ status: 409, body: { code: "grant_ended" } });
  });
});
