import { afterEach, describe, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { revokeApiKey } from "#lib/commands/revoke-api-key.ts";
import type { KeyScope, Viewer } from "#lib/core/viewer.ts";
import { newId } from "#lib/db/new-id.ts";
import { provideEnv } from "#lib/env.ts";
import { baseLogger } from "#lib/log/logger.ts";
import { runInRequest } from "#lib/log/request-context.ts";
import { ACME, freshKey, NOW, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();
const admin: Viewer = { kind: "platform", keyId: null };
const UNKNOWN = "no-such-workspace";

afterEach(() => {
  provideEnv({
    HEADROOM_RATE_PLATFORM: undefined,
    HEADROOM_RATE_WORKSPACE: undefined,
    HEADROOM_RATE_REFUSED: "0",
  });
});

type Made = { id: string; secret: string };

/** A key of a workspace, or (null) of the platform. */
async function make(holder: string | null, ...scopes: KeyScope[]): Promise<Made> {
  const form = { name: "Test", scopes, reason: "Test" };
  const made = await createApiKey(admin, holder, form, NOW);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

const revoke = (holder: string | null, { id }: Made) =>
  revokeApiKey(admin, holder, { id, reason: "Test" }, NOW);

function call(key: string, method: string, path: string, body?: unknown) {
  const headers = { "Idempotency-Key": freshKey(), "X-Request-Id": "the-same-request" };
  return api.call(method, `/api/v1${path}`, { key, headers, ...(body !== undefined && { body }) });
}

const PROMO = { creditType: "ai", amount: "5", source: "promo", reason: "Test" };
const line = records(1);

/** A right body for each call that has one; those that do not exist yet are not called. */
const BODIES: Record<string, unknown> = {
  "put /workspaces/{workspace}": ACME,
  "post /workspaces/{workspace}/check": line,
  "post /workspaces/{workspace}/debits": line,
  "post /workspaces/{workspace}/holds": line,
  "post /workspaces/{workspace}/holds/{hold}/capture": {},
  "post /workspaces/{workspace}/holds/{hold}/release": {},
  "post /workspaces/{workspace}/holds/{hold}/extend": { expiresInSeconds: 60 },
  "patch /workspaces/{workspace}/events/{event}": { outcome: "discarded" },
  "post /workspaces/{workspace}/grants": PROMO,
  "post /workspaces/{workspace}/grants/{grant}/void": { reason: "Test" },
  "post /workspaces/{workspace}/checkout": { pack: "ai-2000" },
};

/** Every call of the contract that names a workspace, as method, path with the place of the workspace, and body. */
async function workspaceCalls() {
  const { body } = await api.call("GET", "/api/v1/openapi.json", { key: null });
  return Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter(() => path.includes("{workspace}"))
      .map((method) => {
        const pathOf = (id: string) =>
          path.replace("{workspace}", id).replaceAll(/\{\w+\}/g, "01890a5d-ac96-774b-bcce-b302099a8057");
        return { name: `${method} ${path}`, method: method.toUpperCase(), pathOf };
      }),
  );
}

describe("a workspace's key", () => {
  test("is told of a foreign workspace what it is told of none, by every call, and nothing changes", async () => {
    // What is left to call counts down, whatever is asked.
    provideEnv({ HEADROOM_RATE_WORKSPACE: "0" });
    const [own, foreign] = [await api.workspace(), await api.workspace()];
    const { secret } = await make(own, "read", "meter");
    const before = await stateOf(api, foreign);
    const calls = await workspaceCalls();
    expect(calls.length).toBeGreaterThanOrEqual(8);
    for (const { name, method, pathOf } of calls) {
      const theirs = await call(secret, method, pathOf(foreign), BODIES[name]);
      const nobodys = await call(secret, method, pathOf(UNKNOWN), BODIES[name]);
      expect([name, theirs.status]).toEqual([name, name.startsWith("put") ? 403 : 404]);
      expect(theirs.body, name).toEqual(nobodys.body);
      expect(JSON.stringify(theirs.body)).toBe(JSON.stringify(nobodys.body));
      expect([...theirs.headers], name).toEqual([...nobodys.headers]);
    }
    expect(await stateOf(api, foreign)).toEqual(before);
    expect((await api.get(`/workspaces/${UNKNOWN}/balance`)).status).toBe(404);
  });

  test("is told of a foreign workspace's packs what it is told of none", async () => {
    const [own, foreign] = [await api.workspace(), await api.workspace()];
    const { secret } = await make(own, "read");
    const theirs = await call(secret, "GET", `/packs?workspace=${foreign}`);
    const nobodys = await call(secret, "GET", `/packs?workspace=${UNKNOWN}`);
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect(theirs.body).toEqual(nobodys.body);
    expect((await call(secret, "GET", `/packs?workspace=${own}`)).status).toBe(200);
  });

  test("may do nothing that is the platform's, not even in its own workspace", async () => {
    const id = await api.workspace();
    const { secret } = await make(id, "read", "meter");
    const granted = await api.post(`/workspaces/${id}/grants`, PROMO);
    const before = await stateOf(api, id);
    const refused = [
      await call(secret, "PUT", `/workspaces/${id}`, { ...ACME, name: "Taken over" }),
      await call(secret, "PUT", "/workspaces/a-new-one", ACME),
      await call(secret, "POST", `/workspaces/${id}/grants`, PROMO),
      await call(secret, "POST", `/workspaces/${id}/grants/${granted.body.id}/void`, { reason: "Test" }),
    ];
    for (const one of refused) expect(one).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await stateOf(api, id)).toEqual(before);
    expect((await api.get("/workspaces/a-new-one/balance")).status).toBe(404);
  });

  const READS = ["usage", "ledger"];
  const METERS = ["check", "debits"];

  test.each<[string, KeyScope[], Record<string, number>]>([
    ["reads", ["read"], { balance: 200, usage: 200, ledger: 200, check: 403, debits: 403 }],
    ["meters", ["meter"], { balance: 200, usage: 403, ledger: 403, check: 200, debits: 201 }],
    ["does both", ["read", "meter"], { balance: 200, usage: 200, ledger: 200, check: 200, debits: 201 }],
  ])("that %s may do that and no more", async (_name, scopes, statuses) => {
    const id = await api.workspace();
    const { secret } = await make(id, ...scopes);
    const before = await stateOf(api, id);
    const answers: Record<string, number> = {};
    for (const name of ["balance", ...READS]) {
      answers[name] = (await call(secret, "GET", `/workspaces/${id}/${name}`)).status;
    }
    for (const name of METERS) {
      const answer = await call(secret, "POST", `/workspaces/${id}/${name}`, line);
      answers[name] = answer.status;
      if (answer.status === 403) expect(answer.body.code).toBe("forbidden");
    }
    expect(answers).toEqual(statuses);
    if (statuses.debits === 403) expect(await stateOf(api, id)).toEqual(before);
  });

  test("is named by the ledger as the one that spent", async () => {
    const id = await api.workspace();
    const { secret, id: keyId } = await make(id, "meter");
    await call(secret, "POST", `/workspaces/${id}/debits`, line);
    const { body } = await api.get(`/workspaces/${id}/ledger?kind=debit`);
    expect(body.rows).toMatchObject([{ actor: `key:${keyId}` }]);
  });
});

describe("a platform's key", () => {
  test("does what the one of the environment does, and is named in the audit log", async () => {
    const { secret, id: keyId } = await make(null);
    const opened = await call(secret, "PUT", "/workspaces/opened-by-key", ACME);
    const granted = await call(secret, "POST", "/workspaces/opened-by-key/grants", PROMO);
    const spent = await call(secret, "POST", "/workspaces/opened-by-key/debits", line);
    expect([opened.status, granted.status, spent.status]).toEqual([201, 201, 201]);
    const [entry] = await api.database.prisma.auditEntry.findMany({
      where: { workspaceId: "opened-by-key" },
    });
    expect(entry).toMatchObject({ actor: `key:${keyId}` });
  });
});

describe("a revoked key", () => {
  test.each(["a workspace's", "the platform's"])(
    "(%s) is refused at once, and does nothing",
    async (whose) => {
      const id = await api.workspace();
      const holder = whose === "the platform's" ? null : id;
      const key = await make(holder, "read", "meter");
      expect((await call(key.secret, "GET", `/workspaces/${id}/balance`)).status).toBe(200);
      await revoke(holder, key);
      const before = await stateOf(api, id);
      const refused = await call(key.secret, "POST", `/workspaces/${id}/debits`, line);
      expect(refused).toMatchObject({ status: 401, body: { code: "unauthorized" } });
      expect(refused.headers.get("WWW-Authenticate")).toContain("Bearer");
      expect(await stateOf(api, id)).toEqual(before);
    },
  );

  test("by another process is refused within a second", async () => {
    const id = await api.workspace();
    const { secret, id: keyId } = await make(id, "read");
    expect((await call(secret, "GET", `/workspaces/${id}/balance`)).status).toBe(200);
    await api.database.pool.query("UPDATE api_key SET revoked_at = $2, revoked_by = 'test' WHERE id = $1", [
      keyId,
      NOW,
    ]);
    api.now = new Date(NOW.getTime() + 1000);
    expect((await call(secret, "GET", `/workspaces/${id}/balance`)).status).toBe(401);
  });

  test("leaves the others as they are", async () => {
    const id = await api.workspace();
    const [one, two] = [await make(id, "read"), await make(id, "read")];
    await revoke(id, one);
    expect((await call(two.secret, "GET", `/workspaces/${id}/balance`)).status).toBe(200);
  });
});

test("a key's last use is noted, to the minute", async () => {
  const id = await api.workspace();
  const { secret, id: keyId } = await make(id, "read");
  const lastUse = async () =>
    (await api.database.prisma.apiKey.findFirst({ where: { id: keyId } }))?.lastUsedAt?.getTime();
  await call(secret, "GET", `/workspaces/${id}/balance`);
  await expect.poll(lastUse).toBe(NOW.getTime());
});

describe("too many calls", () => {
  const inRequestFrom = <T>(remoteAddress: string, work: () => Promise<T>) =>
    runInRequest({ requestId: "r-1", log: baseLogger(), remoteAddress, appendHeader: () => undefined }, work);
  const later = (ms: number) => {
    api.now = new Date(NOW.getTime() + ms);
  };

  test("with one key are refused with when to come again, and do nothing", async () => {
    provideEnv({ HEADROOM_RATE_WORKSPACE: "2" });
    const id = await api.workspace();
    const { secret } = await make(id, "read", "meter");
    const before = await stateOf(api, id);
    const balance = () => call(secret, "GET", `/workspaces/${id}/balance`);
    const first = [await balance(), await balance(), await balance(), await balance()];
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(first.map(({ headers }) => headers.get("RateLimit-Remaining"))).toEqual(["3", "2", "1", "0"]);
    const refused = await call(secret, "POST", `/workspaces/${id}/debits`, line);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", retryAfterSeconds: 1 } });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      "retry-after": "1",
      "ratelimit-limit": "4",
      "ratelimit-remaining": "0",
      "ratelimit-reset": "2",
      "content-type": "application/problem+json",
    });
    expect(await stateOf(api, id)).toEqual(before);
    later(1000);
    expect([(await balance()).status, (await balance()).status, (await balance()).status]).toEqual([
      200, 200, 429,
    ]);
  });

  test("with one key leave the others' alone", async () => {
    provideEnv({ HEADROOM_RATE_WORKSPACE: "1" });
    const id = await api.workspace();
    const [busy, quiet] = [await make(id, "read"), await make(id, "read")];
    const statuses = [];
    for (const { secret } of [busy, busy, busy, quiet]) {
      statuses.push((await call(secret, "GET", `/workspaces/${id}/balance`)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  test("of a platform key have a limit of their own", async () => {
    provideEnv({ HEADROOM_RATE_PLATFORM: "1", HEADROOM_RATE_WORKSPACE: "0" });
    const { secret } = await make(null);
    const statuses = [];
    for (let number = 0; number < 3; number += 1) {
      statuses.push((await call(secret, "GET", "/rate-card")).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  test("are no matter where the rate is 0", async () => {
    provideEnv({ HEADROOM_RATE_WORKSPACE: "0" });
    const id = await api.workspace();
    const { secret } = await make(id, "read");
    const answer = await call(secret, "GET", "/rate-card");
    expect([answer.status, answer.headers.get("RateLimit-Limit")]).toEqual([200, null]);
  });

  test("without a valid key slow their address down, but no valid key behind it and no other address", async () => {
    provideEnv({ HEADROOM_RATE_REFUSED: "1" });
    const id = await api.workspace();
    const { secret } = await make(id, "read");
    const tries = [null, "nonsense", `hrw_${newId()}-------`, "", null];
    const answers = await inRequestFrom("203.0.113.7", async () => {
      const all = [];
      for (const key of tries) all.push(await api.call("GET", "/api/v1/rate-card", { key }));
      return all;
    });
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429, 429]);
    expect(answers.at(-1)?.headers.get("Retry-After")).toBe("1");
    const valid = await inRequestFrom("203.0.113.7", () => call(secret, "GET", `/workspaces/${id}/balance`));
    const elsewhere = await inRequestFrom("203.0.113.8", () =>
      api.call("GET", "/api/v1/rate-card", { key: null }),
    );
    later(1000);
    const again = await inRequestFrom("203.0.113.7", () =>
      api.call("GET", "/api/v1/rate-card", { key: null }),
    );
    expect([valid.status, elsewhere.status, again.status]).toEqual([200, 401, 401]);
  });
});
