import { describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import type { KeyScope, Viewer } from "#lib/core/viewer.ts";
import { freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const platform: Viewer = { kind: "platform", keyId: null };
const DAY = 86_400_000;

/** A workspace with one event, of 60 credits in run r1. The ids of events say when they were made, so the clock is the real one. */
async function used(over: Record<string, unknown> = {}) {
  api.now = new Date();
  const id = await api.workspace();
  const debited = await api.post(
    `/workspaces/${id}/debits`,
    records(60, { job: "feed", run: "r1", ...over }),
  );
  return { id, event: debited.body.lines[0].event as string };
}

function mark(id: string, event: string, outcome: unknown, key = freshKey(), query = "") {
  const path = `/api/v1/workspaces/${id}/events/${event}${query}`;
  return api.call("PATCH", path, { body: { outcome }, headers: { "Idempotency-Key": key } });
}

async function keyOf(id: string, scope: KeyScope): Promise<string> {
  const request = { name: scope, scopes: [scope], reason: "Test" };
  const made = await createApiKey(platform, id, request, NOW);
  if (!made.ok) throw new Error(made.error.code);
  return made.value.secret;
}

/** What the sums of days and runs say was discarded. */
async function discarded(id: string) {
  const sums = (table: string) =>
    api.database.pool.query(
      `SELECT sum(discarded_credits)::text AS credits, sum(discarded_events)::text AS events FROM ${table} WHERE workspace_id = $1`,
      [id],
    );
  const [daily, run] = await Promise.all([sums("usage_daily"), sums("usage_run")]);
  expect(run.rows).toEqual(daily.rows);
  return [daily.rows[0].credits, daily.rows[0].events];
}

describe("what became of a result", () => {
  test("is marked, moves no credits, and may change back and forth with exact sums", async () => {
    const { id, event } = await used();
    const before = await stateOf(api, id);
    const marked = await mark(id, event, "discarded");
    expect([marked.status, marked.body]).toEqual([200, { id: event, outcome: "discarded" }]);
    expect(await discarded(id)).toEqual(["60000000", "1"]);
    expect((await mark(id, event, "discarded")).status).toBe(200);
    expect(await discarded(id)).toEqual(["60000000", "1"]);
    await mark(id, event, "applied");
    expect(await discarded(id)).toEqual(["0", "0"]);
    await mark(id, event, "discarded");
    expect(await discarded(id)).toEqual(["60000000", "1"]);
    expect(await stateOf(api, id)).toEqual(before);
    const usage = await api.get(`/workspaces/${id}/usage?groupBy=run`);
    expect(usage.body.rows).toMatchObject([{ run: "r1", discarded: 1, credits: { automation: "60" } }]);
  });

  test("is answered the same again under its key, and marked once", async () => {
    const { id, event } = await used();
    const key = freshKey();
    const first = await mark(id, event, "discarded", key);
    await mark(id, event, "applied");
    const again = await mark(id, event, "discarded", key);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    expect(await discarded(id)).toEqual(["0", "0"]);
    const other = await mark(id, event, "applied", key);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_mismatch"]);
    const debit = await api.post(`/workspaces/${id}/debits`, records(1), key);
    expect([debit.status, debit.body.code]).toEqual([422, "idempotency_mismatch"]);
  });

  test("keeps the sums exact while debits of the same day and run arrive", async () => {
    const { id, event } = await used();
    const same = { job: "feed", run: "r1" };
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? api.post(`/workspaces/${id}/debits`, records(1, same))
          : mark(id, event, index % 4 === 1 ? "discarded" : "applied"),
      ),
    );
    await mark(id, event, "discarded");
    expect(await discarded(id)).toEqual(["60000000", "1"]);
    expect((await api.get(`/workspaces/${id}/balance`)).body.credits.automation.available).toBe("920");
  });

  test("of many at once under one key has one effect", async () => {
    const { id, event } = await used();
    const key = freshKey();
    const answers = await Promise.all(Array.from({ length: 8 }, () => mark(id, event, "discarded", key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const replayed = answers.filter(({ headers }) => headers.get("Idempotent-Replayed") === "true");
    expect(replayed.length).toBe(7);
    expect(await discarded(id)).toEqual(["60000000", "1"]);
  });

  test("is found for an event that was reported late, and by the time it occurred", async () => {
    const occurredAt = new Date(Date.now() - 34 * DAY).toISOString();
    const { id, event } = await used({ occurredAt });
    expect((await mark(id, event, "discarded")).status).toBe(200);
    const known = await mark(id, event, "applied", freshKey(), `?occurredAt=${occurredAt}`);
    expect(known.status).toBe(200);
    expect(await discarded(id)).toEqual(["0", "0"]);
  });

  test.each(["kept", "", null, 1, undefined])("is refused when it is %j", async (outcome) => {
    const { id, event } = await used();
    const refused = await mark(id, event, outcome);
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ path: "outcome" }] },
    });
    expect(await discarded(id)).toEqual(["0", "0"]);
  });

  test("needs a key, and takes no other field and no malformed time", async () => {
    const { id, event } = await used();
    const path = `/api/v1/workspaces/${id}/events/${event}`;
    const bare = await api.call("PATCH", path, { body: { outcome: "applied" } });
    expect([bare.status, bare.body.code]).toEqual([400, "idempotency_key_required"]);
    const headers = { "Idempotency-Key": freshKey() };
    const more = await api.call("PATCH", path, { body: { outcome: "applied", credits: "0" }, headers });
    expect([more.status, more.body.errors[0].path]).toEqual([400, "credits"]);
    const late = await mark(id, event, "applied", freshKey(), "?occurredAt=yesterday");
    expect([late.status, late.body.errors[0].path]).toEqual([400, "occurredAt"]);
  });

  test("of an unknown, malformed or foreign event is not found, and its key stays free", async () => {
    const [mine, foreign] = [await used(), await used()];
    const key = freshKey();
    for (const event of [crypto.randomUUID(), foreign.event, "nonsense", mine.event.toUpperCase(), "%00"]) {
      const answer = await mark(mine.id, event, "discarded", key);
      expect([event, answer.status, answer.body.code]).toEqual([event, 404, "not_found"]);
    }
    expect(await discarded(foreign.id)).toEqual(["0", "0"]);
    expect((await mark(mine.id, mine.event, "discarded", key)).status).toBe(200);
  });

  test("may be marked by the workspace's own key that meters, and by no other", async () => {
    const [mine, foreign] = [await used(), await used()];
    const body = { outcome: "discarded" };
    const by = async (secret: string, { id, event }: typeof mine) => {
      const headers = { "Idempotency-Key": freshKey() };
      const path = `/api/v1/workspaces/${id}/events/${event}`;
      return (await api.call("PATCH", path, { key: secret, body, headers })).status;
    };
    const [meter, read] = [await keyOf(mine.id, "meter"), await keyOf(mine.id, "read")];
    expect([await by(meter, mine), await by(read, mine), await by(meter, foreign)]).toEqual([200, 403, 404]);
    expect(await discarded(foreign.id)).toEqual(["0", "0"]);
  });
});
