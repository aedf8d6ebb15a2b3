import { expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { NOW, openTestApi, records } from "./test-client.ts";

const api = openTestApi();

test("the balance is answered as it was at an instant, in the shape it has now", async () => {
  const id = await api.workspace();
  const before = (await api.get(`/workspaces/${id}/balance`)).body;
  api.now = new Date("2026-11-25T08:00:00.000Z");
  await api.post(`/workspaces/${id}/debits`, records(10));
  const past = await api.get(`/workspaces/${id}/balance?at=2026-11-21T13:00:00%2B01:00`);
  expect([past.status, past.body]).toEqual([200, before]);
  const then = await api.get(`/workspaces/${id}/balance?at=2026-11-25T08:00:00Z`);
  expect(then.body).toEqual((await api.get(`/workspaces/${id}/balance`)).body);
  expect(then.body.credits.automation.available).toBe("990");
  expect((await api.get(`/workspaces/${id}/balance?at=`)).body).toEqual(then.body);
});

test("before a workspace existed it had nothing", async () => {
  const id = await api.workspace();
  const { status, body } = await api.get(`/workspaces/${id}/balance?at=2026-10-31T23:00:00Z`);
  const nothing = { available: "0", held: "0", grants: [] };
  expect([status, body]).toEqual([
    200,
    { asOf: "2026-10-31T23:00:00.000Z", credits: { ai: nothing, automation: nothing } },
  ]);
});

test.each([
  "2026-11-21T12:00:00.001Z",
  "2199-12-31T23:59:59Z",
  "2026-11-21",
  "2026-11-21T12:00:00",
  "2026-02-30T12:00:00Z",
  "1999-12-31T23:59:59Z",
  "now",
])("the balance at %s is refused", async (at) => {
  const id = await api.workspace();
  const refused = await api.get(`/workspaces/${id}/balance?at=${at}`);
  expect(refused).toMatchObject({
    status: 400,
    body: { code: "invalid_request", errors: [{ path: "at" }] },
  });
});

test("the past of a foreign workspace is not found", async () => {
  const [mine, foreign] = [await api.workspace(), await api.workspace()];
  const request = { name: "read", scopes: ["read" as const], reason: "Test" };
  const made = await createApiKey({ kind: "platform", keyId: null }, mine, request, NOW);
  if (!made.ok) throw new Error(made.error.code);
  const { secret: key } = made.value;
  const at = "at=2026-11-21T12:00:00Z";
  const statusOf = async (id: string) =>
    (await api.call("GET", `/api/v1/workspaces/${id}/balance?${at}`, { key })).status;
  expect([await statusOf(mine), await statusOf(foreign), await statusOf("nobody")]).toEqual([200, 404, 404]);
});
