import { describe, expect, test } from "vitest";
import { createLogger } from "#lib/log/logger.ts";
import { runInRequest } from "#lib/log/request-context.ts";
import { createApi } from "./app.ts";
import { ACME, KEY, openTestApi, records, stateOf } from "./test-client.ts";

const api = openTestApi();

describe("a key", () => {
  test.each([
    ["none", null],
    ["another", "hrp_another0123456789abcdefghijklmnop"],
    ["a longer one", "hrp_0123456789abcdefghijklmnopqrstuvw"],
    ["an empty one", ""],
    ["a customer's", "hrw_0123456789abcdefghijklmnopqrstuv"],
  ])("is refused when it is %s, and nothing is done", async (_name, key) => {
    const refused = await api.call("PUT", "/api/v1/workspaces/locked-out", { key, body: ACME });
    expect(refused).toMatchObject({ status: 401, body: { code: "unauthorized", status: 401 } });
    expect(refused.headers.get("WWW-Authenticate")).toContain("Bearer");
    expect((await api.get("/workspaces/locked-out/balance")).status).toBe(404);
  });

  test("is taken from the bearer scheme only, in any case", async () => {
    const authorized = (authorization: string) =>
      api.call("GET", "/api/v1/rate-card", { key: null, headers: { Authorization: authorization } });
    expect((await authorized(`bearer ${KEY}`)).status).toBe(200);
    expect((await authorized(`Basic ${KEY}`)).status).toBe(401);
    expect((await authorized(KEY)).status).toBe(401);
  });

  test("is asked for by every call of the contract", async () => {
    const { body } = await api.call("GET", "/api/v1/openapi.json", { key: null });
    for (const [path, calls] of Object.entries<Record<string, unknown>>(body.paths)) {
      for (const method of Object.keys(calls)) {
        const at = `/api/v1${path.replaceAll(/\{\w+\}/g, "x")}`;
        const refused = await api.call(method.toUpperCase(), at, { key: null });
        expect([method, path, refused.status]).toEqual([method, path, 401]);
      }
    }
  });
});

describe("a problem", () => {
  test("has type, title, status, code, detail and the request's id, as problem+json", async () => {
    const refused = await api.call("GET", "/api/v1/workspaces/nobody/balance", {
      headers: { "X-Request-Id": "caller-0001" },
    });
    expect(refused.body).toEqual({
      type: "urn:headroom:problem:not_found",
      title: "Not found",
      status: 404,
      code: "not_found",
      detail: "There is nothing here, or it belongs to another workspace.",
      requestId: "caller-0001",
    });
    expect(refused.headers.get("Content-Type")).toBe("application/problem+json");
    expect(refused.headers.get("X-Request-Id")).toBe("caller-0001");
    expect(refused.headers.get("Cache-Control")).toBe("no-store");
  });

  test.each([
    ["GET", "/api/v1/nothing"],
    ["GET", "/api/v1"],
    ["DELETE", "/api/v1/workspaces/acme/balance"],
    ["POST", "/api/v1/workspaces/acme/balance"],
    ["GET", "/elsewhere"],
  ])("answers %s %s, which does not exist", async (method, path) => {
    for (const key of [null, undefined]) {
      const refused = await api.call(method, path, key === null ? { key } : {});
      expect(refused).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });

  test("that nobody foresaw says nothing of our insides and is logged once with the request's id", async () => {
    const id = await api.workspace();
    await api.database.pool.query("ALTER TABLE usage_daily RENAME TO usage_daily_away");
    const lines: string[] = [];
    const log = createLogger("info", { write: (line: string) => void lines.push(line) }).child({
      requestId: "r-1",
    });
    const context = { requestId: "r-1", log, remoteAddress: "::1", appendHeader: () => undefined };
    const failed = await runInRequest(context, () => api.get(`/workspaces/${id}/usage`));
    await api.database.pool.query("ALTER TABLE usage_daily_away RENAME TO usage_daily");
    expect(failed).toMatchObject({ status: 500, body: { code: "unexpected", requestId: "r-1" } });
    expect(JSON.stringify(failed.body)).not.toMatch(/usage_daily|relation|SELECT|\.ts/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("usage_daily");
    expect(lines[0]).toContain('"requestId":"r-1"');
  });
});

describe("a body", () => {
  const debit = (body: unknown, headers: Record<string, string> = {}) =>
    api.call("POST", "/api/v1/workspaces/acme/debits", {
      body,
      headers: { "Idempotency-Key": "k", ...headers },
    });
  const deep = `{"metadata":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;

  test.each([
    ["bad JSON", '{"lines":[', {}, { path: "", message: "The body is not valid JSON. Send a JSON object" }],
    ["nothing", "", {}, { path: "", message: "Send a JSON object as the body" }],
    ["a list", "[]", {}, { path: "", message: "Send a JSON object" }],
    ["null", "null", {}, { path: "", message: "Send a JSON object" }],
    ["a number", "1", {}, { path: "", message: "Send a JSON object" }],
    ["endless nesting", deep, {}, { path: "", message: "Send JSON that is nested at most 32 levels deep" }],
    [
      "a form",
      "lines=1",
      { "Content-Type": "application/x-www-form-urlencoded" },
      { path: "Content-Type", message: "Send Content-Type: application/json" },
    ],
    [
      "text that only ends like JSON",
      "{}",
      { "Content-Type": "application/jsonp" },
      { path: "Content-Type", message: "Send Content-Type: application/json" },
    ],
  ])("of %s is refused with what to send", async (_name, body, headers, error) => {
    const refused = await debit(body, headers);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [error] } });
  });

  test("that is not UTF-8 is refused", async () => {
    const refused = await send(new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(refused).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("may name its character set", async () => {
    const id = await api.workspace();
    const debited = await api.call("POST", `/api/v1/workspaces/${id}/debits`, {
      body: records(1),
      headers: { "Idempotency-Key": "k", "Content-Type": "application/json; charset=utf-8" },
    });
    expect(debited.status).toBe(201);
  });

  test("over 1 MiB is too large, whether its length is announced or not", async () => {
    const large = new Uint8Array(1024 * 1024 + 1).fill(0x20);
    const streamed = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const announced = await send(large, { "Content-Length": String(large.length) });
    const unannounced = await send(streamed);
    expect(announced).toMatchObject({ status: 413, code: "body_too_large" });
    expect(unannounced).toMatchObject({ status: 413, code: "body_too_large" });
    const fits = await send(large.subarray(1), { "Content-Length": String(large.length - 1) });
    expect(fits).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("that ends before it is complete is the caller's, not a failure of ours", async () => {
    const cut = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    const body = new ReadableStream({ pull: (controller) => controller.error(cut) });
    expect(await send(body)).toEqual({ status: 400, code: "invalid_request" });
  });

  async function send(body: BodyInit, headers: Record<string, string> = {}) {
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      body,
      headers: {
        Authorization: `Bearer ${KEY}`,
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
        ...headers,
      },
      duplex: "half",
    };
    const response = await createApi(() => api.now).request("/api/v1/workspaces/acme/debits", init);
    const problem = await response.json();
    return { status: response.status, code: problem.code };
  }

  test("with a field that we do not know changes nothing, wherever the field is", async () => {
    const id = await api.workspace();
    const before = await stateOf(api, id);
    const [line] = records(1).lines;
    const refused = await api.post(`/workspaces/${id}/debits`, {
      lines: [{ ...line, quantitty: 1, quantities: { tokens: 5 } }],
      agnt: "writer",
      constructor: 1,
    });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    const message = "Unknown field. Remove it, or check its spelling";
    expect(refused.body.errors).toEqual([
      { path: "lines.0.quantities.tokens", message },
      { path: "lines.0.quantitty", message },
      { path: "agnt", message },
      { path: "constructor", message },
    ]);
    expect(await stateOf(api, id)).toEqual(before);
  });
});

describe("a query", () => {
  test("with a parameter that we do not know, or twice the same, is refused", async () => {
    const id = await api.workspace();
    const paths = [
      "balance?when=now",
      "usage?agnt=x",
      "ledger?limit=5&limit=6",
      "usage?month=2026-11&month=2026-12",
    ];
    const errors = await Promise.all(
      paths.map(async (path) => (await api.get(`/workspaces/${id}/${path}`)).body.errors?.[0]?.path),
    );
    expect(errors).toEqual(["when", "agnt", "limit", "month"]);
  });
});

describe("operators", () => {
  test("see that the process lives and is ready, without a key", async () => {
    const alive = await api.call("GET", "/healthz", { key: null });
    const ready = await api.call("GET", "/readyz", { key: null });
    expect([alive.status, alive.body]).toEqual([200, { status: "ok" }]);
    expect([ready.status, ready.body]).toEqual([200, { status: "ready" }]);
  });

  test("see calls by route and status, never by a customer's id", async () => {
    const id = await api.workspace();
    await api.get(`/workspaces/${id}/balance`);
    await api.get("/workspaces/some-secret-name/balance");
    const { body } = await api.call("GET", "/metrics", { key: null });
    expect(body).toContain('method="GET",route="/api/v1/workspaces/:workspace/balance",status="200"');
    expect(body).toContain('route="any",status="404"');
    expect(body).toContain('headroom_database_connections{state="open"}');
    expect(body).not.toContain(id);
    expect(body).not.toContain("some-secret-name");
  });
});
