import { describe, expect, test } from "vitest";
import { NOW, openTestApi, records } from "./test-client.ts";

const api = openTestApi();

describe("the balance", () => {
  test("has the fields of the contract by credit type, and leaves out what is not known", async () => {
    const id = await api.workspace();
    const { status, body } = await api.get(`/workspaces/${id}/balance`);
    const grant = (amount: string) => ({
      id: expect.any(String),
      source: "starter",
      amount,
      remaining: amount,
      held: "0",
      effectiveAt: NOW.toISOString(),
      expiresAt: null,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      asOf: NOW.toISOString(),
      credits: {
        ai: { available: "50", held: "0", grants: [grant("50")] },
        automation: { available: "1000", held: "0", grants: [grant("1000")] },
      },
    });
  });

  test("lists grants in burn order and says how long they last", async () => {
    const id = await api.workspace();
    const promo = { creditType: "automation", amount: "100", source: "promo", reason: "x" };
    const late = await api.post(`/workspaces/${id}/grants`, { ...promo, expiresAt: "2027-06-01T00:00:00Z" });
    const soon = await api.post(`/workspaces/${id}/grants`, { ...promo, expiresAt: "2026-12-31T00:00:00Z" });
    for (let day = 11; day <= 20; day += 1) {
      const occurredAt = `2026-11-${day}T10:00:00Z`;
      await api.post(`/workspaces/${id}/debits`, records(10, { occurredAt }));
    }
    const { automation } = (await api.get(`/workspaces/${id}/balance`)).body.credits;
    expect(automation.grants.map((grant: { id: string }) => grant.id)[0]).toBe(late.body.id);
    expect(automation).toMatchObject({ available: "1100", runwayDays: 110 });
    expect(automation.nextExpiry).toEqual({ at: "2027-06-01T00:00:00.000Z", amount: "100" });
    expect(soon.body.balance.automation.available).toBe("1200");
  });

  test("does not count what has expired, though nothing has swept it", async () => {
    const id = await api.workspace();
    const body = {
      creditType: "ai",
      amount: "5",
      source: "promo",
      reason: "x",
      expiresAt: "2026-11-22T00:00:00Z",
    };
    await api.post(`/workspaces/${id}/grants`, body);
    const available = async (now: string) => {
      api.now = new Date(now);
      return (await api.get(`/workspaces/${id}/balance`)).body.credits.ai.available;
    };
    expect(await available("2026-11-21T23:59:59.999Z")).toBe("55");
    expect(await available("2026-11-22T00:00:00.000Z")).toBe("50");
  });
});

describe("usage", () => {
  test("answers a month in total and by group, with the numbers of the ledger", async () => {
    const id = await api.workspace();
    const body = {
      lines: [{ feature: "automation.record", quantity: 10, unchanged: 4 }],
      job: "feed",
      run: "r1",
    };
    await api.post(`/workspaces/${id}/debits`, body);
    await api.post(`/workspaces/${id}/debits`, {
      lines: [{ feature: "ai.attributes", quantity: 50 }],
      agent: "writer",
    });
    const total = { ai: "0.5", automation: "6" };
    const common = {
      timeZone: "Europe/Berlin",
      from: "2026-10-31T23:00:00.000Z",
      to: "2026-11-30T23:00:00.000Z",
    };
    const byDay = await api.get(`/workspaces/${id}/usage`);
    expect(byDay.status).toBe(200);
    expect(byDay.body).toEqual({
      ...common,
      total,
      rows: [{ day: "2026-11-21", credits: total, events: 2, skipped: "4", discarded: 0 }],
      next: null,
    });
    const byAgent = await api.get(
      `/workspaces/${id}/usage?month=2026-11&agent=&job=&feature=&source=&groupBy=agent`,
    );
    expect(byAgent.body.rows).toEqual([
      { agent: null, credits: { ai: "0", automation: "6" }, events: 1, skipped: "4", discarded: 0 },
      {
        agent: "writer",
        name: "writer",
        credits: { ai: "0.5", automation: "0" },
        events: 1,
        skipped: "0",
        discarded: 0,
      },
    ]);
    const byRun = await api.get(`/workspaces/${id}/usage?groupBy=run&job=feed`);
    expect(byRun.body).toMatchObject({
      total: { ai: "0", automation: "6" },
      rows: [{ run: "r1", job: "feed", name: "feed" }],
    });
    const byFeature = await api.get(`/workspaces/${id}/usage?groupBy=feature&source=api`);
    expect(byFeature.body.rows).toMatchObject([
      { feature: "ai.attributes", quantity: "50" },
      { feature: "automation.record", quantity: "10", skipped: "4" },
    ]);
    const spent = await api.get(`/workspaces/${id}/ledger?kind=debit`);
    expect(spent.body.rows.map(({ amount }: { amount: string }) => amount)).toEqual(["-0.5", "-6"]);
  });

  test("is paged without changing its total", async () => {
    const id = await api.workspace();
    for (const job of ["a", "b", "c"]) await api.post(`/workspaces/${id}/debits`, records(1, { job }));
    const first = await api.get(`/workspaces/${id}/usage?groupBy=job&limit=2`);
    const second = await api.get(`/workspaces/${id}/usage?groupBy=job&limit=2&after=${first.body.next}`);
    const jobs = [...first.body.rows, ...second.body.rows].map(({ job }) => job);
    expect([jobs, second.body.next]).toEqual([["a", "b", "c"], null]);
    expect([first.body.total, second.body.total]).toEqual([
      { ai: "0", automation: "3" },
      { ai: "0", automation: "3" },
    ]);
  });

  test.each([
    ["month", "month=2026-13"],
    ["month", "month=november"],
    ["groupBy", "groupBy=week"],
    ["source", "source=moon"],
    ["agent", "agent=a%20b"],
    ["agent", "agent=%00"],
    ["after", "after=nonsense"],
    ["after", "groupBy=job&after=bm9uc2Vuc2U"],
    ["limit", "limit=0"],
    ["limit", "limit=201"],
    ["limit", "limit=ten"],
  ])("refuses a wrong %s: %s", async (path, query) => {
    const id = await api.workspace();
    const refused = await api.get(`/workspaces/${id}/usage?${query}`);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
  });
});

describe("the ledger", () => {
  test("answers transfers newest first with the balance after each, page by page", async () => {
    const id = await api.workspace();
    const debited = await api.post(`/workspaces/${id}/debits`, records(10, { actor: "anna" }));
    const first = await api.get(`/workspaces/${id}/ledger?limit=1`);
    const [line] = debited.body.lines;
    expect(first.body.rows).toEqual([
      {
        seq: 3,
        at: NOW.toISOString(),
        kind: "debit",
        creditType: "automation",
        amount: "-10",
        balanceAfter: "990",
        from: `grant:${line.grants[0].id}`,
        to: "spent",
        grant: line.grants[0].id,
        debit: debited.body.id,
        event: line.event,
        actor: "anna",
      },
    ]);
    await api.post(`/workspaces/${id}/debits`, records(1));
    const rest = await api.get(`/workspaces/${id}/ledger?after=${first.body.next}`);
    expect(rest.body.rows.map(({ seq }: { seq: number }) => seq)).toEqual([2, 1]);
    expect(rest.body.next).toBeNull();
  });

  test.each([
    ["after", "after=nonsense"],
    ["kind", "kind=gift"],
    ["grant", "grant=1"],
    ["creditType", "creditType=gold"],
    ["limit", "limit=-1"],
  ])("refuses a wrong %s: %s", async (path, query) => {
    const id = await api.workspace();
    const refused = await api.get(`/workspaces/${id}/ledger?${query}`);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
  });

  test("of a foreign grant is as empty as of one that does not exist", async () => {
    const [mine, foreign] = [await api.workspace(), await api.workspace()];
    const { credits } = (await api.get(`/workspaces/${foreign}/balance`)).body;
    const answers = await Promise.all(
      [credits.ai.grants[0].id, crypto.randomUUID()].map((grant) =>
        api.get(`/workspaces/${mine}/ledger?grant=${grant}`),
      ),
    );
    for (const { body } of answers) expect(body).toEqual({ rows: [], next: null });
  });
});

describe("the catalogue", () => {
  test("has the rate card in force, now or at a time", async () => {
    const now = await api.get("/rate-card");
    expect(now.body).toMatchObject({ version: 2, effectiveFrom: "2020-01-01T00:00:01.000Z" });
    const rate = (feature: string) =>
      now.body.features.find((entry: { feature: string }) => entry.feature === feature);
    expect(rate("ai.attributes")).toEqual({
      feature: "ai.attributes",
      creditType: "ai",
      unit: "attribute",
      per: 100,
      credits: "1",
      rounding: "exact",
    });
    expect(rate("ai.text")).toMatchObject({ per: 1_000_000 });
    expect(rate("ai.text").credits).toBeUndefined();
    expect(rate("ai.text").models[0]).toEqual({
      model: "mistral-small",
      vendor: "Mistral",
      tier: "small",
      inputTokens: "10",
      cachedInputTokens: "1",
      outputTokens: "30",
    });
    expect((await api.get("/rate-card?at=2026-10-31T23:00:00%2B01:00")).body).toEqual(now.body);
    expect((await api.get("/rate-card?at=2019-12-31T23:59:59Z")).body.code).toBe("not_found");
    expect((await api.get("/rate-card?at=yesterday")).body.errors).toMatchObject([{ path: "at" }]);
  });

  test("has the packs on sale, in every currency or in the workspace's own", async () => {
    const id = await api.workspace({ currency: "USD" });
    const all = await api.get("/packs");
    expect(all.body.rows[0]).toEqual({
      id: "ai-500",
      name: "AI 500",
      creditType: "ai",
      credits: "500",
      validityMonths: 12,
      prices: [
        { amountMinor: 1500, currency: "EUR" },
        { amountMinor: 1500, currency: "USD" },
      ],
    });
    const own = await api.get(`/packs?workspace=${id}`);
    expect(own.body.rows.map(({ id: pack }: { id: string }) => pack)).toEqual(
      all.body.rows.map(({ id: pack }: { id: string }) => pack),
    );
    expect(own.body.rows[0].prices).toEqual([{ amountMinor: 1500, currency: "USD" }]);
    const yen = await api.workspace({ currency: "JPY" });
    expect((await api.get(`/packs?workspace=${yen}`)).body).toEqual({ rows: [], next: null });
  });
});

test("a workspace that nobody has, and one that nobody can have, answer every call alike", async () => {
  const call = async (workspace: string) => {
    const at = `/workspaces/${workspace}`;
    const promo = { creditType: "ai", amount: "5", source: "promo", reason: "x" };
    return [
      await api.get(`${at}/balance`),
      await api.get(`${at}/usage`),
      await api.get(`${at}/ledger`),
      await api.post(`${at}/check`, records(1)),
      await api.post(`${at}/debits`, records(1)),
      await api.post(`${at}/grants`, promo),
      await api.post(`${at}/grants/${crypto.randomUUID()}/void`, { reason: "x" }),
      await api.get(`/packs?workspace=${workspace}`),
    ].map(({ status, body }) => ({ status, body: { ...body, requestId: "" } }));
  };
  const [first, ...others] = [
    await call("nobody"),
    await call("a%20b"),
    await call("%00"),
    await call("..%2Fx"),
  ];
  for (const other of others) expect(other).toEqual(first);
  expect(new Set(first?.map(({ status }) => status))).toEqual(new Set([404]));
});
