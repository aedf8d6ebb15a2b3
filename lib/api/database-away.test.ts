import { expect, test } from "vitest";
import { closePrisma } from "#lib/db/client.ts";
import { closePool } from "#lib/db/pool.ts";
import { provideEnv } from "#lib/env.ts";
import { openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();

async function connectTo(url: string): Promise<void> {
  await closePrisma();
  await closePool();
  provideEnv({ DATABASE_URL: url });
}

test("while the database is away every call is busy, and a repeat with the same key has its effect once", async () => {
  const id = await api.workspace();
  await api.post(`/workspaces/${id}/debits`, records(1), "before");
  const before = await stateOf(api, id);
  const { url } = api.database;
  await connectTo("postgresql://nobody:nothing@127.0.0.1:1/nowhere");
  const answers = [
    await api.post(`/workspaces/${id}/debits`, records(5), "during"),
    await api.post(`/workspaces/${id}/check`, records(5)),
    await api.get(`/workspaces/${id}/balance`),
    await api.get(`/workspaces/${id}/usage`),
    await api.get(`/workspaces/${id}/ledger`),
  ];
  const ready = await api.call("GET", "/readyz", { key: null });
  const alive = await api.call("GET", "/healthz", { key: null });
  await connectTo(url);
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 503, body: { code: "busy", retryAfterSeconds: 3 } });
    expect(answer.headers.get("Retry-After")).toBe("3");
    expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:1\b/);
  }
  expect([ready.status, ready.headers.get("Retry-After"), alive.status]).toEqual([503, "1", 200]);
  expect(ready.body).toEqual({ status: "unavailable", waitsFor: "database" });
  const repeated = await api.post(`/workspaces/${id}/debits`, records(5), "during");
  expect(repeated).toMatchObject({ status: 201, body: { balance: { automation: { available: "994" } } } });
  expect(repeated.headers.get("Idempotent-Replayed")).toBeNull();
  expect(before).toMatchObject({ credits: { automation: { available: "999" } } });
});
