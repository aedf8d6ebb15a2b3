import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { requestContext } from "#lib/log/request-context.ts";
import { listen } from "./connections.ts";
import { createFrontDoor, type FrontDoorOptions } from "./front-door.ts";

const KIB = 1024;
const open: Server[] = [];
const lines: string[] = [];
const logged = () => lines.map((line) => JSON.parse(line));

beforeEach(() => {
  lines.length = 0;
  provideLogger(createLogger("info", { write: (line) => void lines.push(line) }));
});

afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A door that tells what it was given. */
const echo: FrontDoorOptions["pages"] = async (request, response) => {
  const body = await text(request);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(
    JSON.stringify({ headers: request.headers, bytes: body.length, context: requestContext()?.requestId }),
  );
};

async function openDoor(options: Partial<FrontDoorOptions> = {}) {
  const server = createServer();
  open.push(server);
  const port = await listen(server, 0, "127.0.0.1");
  const defaults = { baseUrl: `http://localhost:${port}`, dev: false, isDatabaseUp: async () => true };
  server.on("request", createFrontDoor({ ...defaults, api: echo, pages: echo, ...options }));
  return { port, host: `localhost:${port}` };
}

type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: readonly Buffer[] };
type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** Not fetch: that one does not let a test choose Host, or a body of unknown length. */
function ask(port: number, { method = "GET", path = "/", headers = {}, body = [] }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const host = `localhost:${port}`;
    const outgoing = httpRequest({ port, method, path, headers: { host, ...headers }, agent: false });
    outgoing.on("response", async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    outgoing.on("error", reject);
    for (const chunk of body) outgoing.write(chunk);
    outgoing.end();
  });
}

const PAGE = { accept: "text/html" };

describe("every answer", () => {
  it("forbids framing, sniffing and devices", async () => {
    const { port } = await openDoor();
    for (const path of ["/", "/api/v1/workspaces/x/balance", "/healthz"]) {
      const { headers } = await ask(port, { path });
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(headers["permissions-policy"]).toContain("camera=()");
      expect(headers["strict-transport-security"]).toBeUndefined();
    }
  });

  it("asks for https for a year where the address is https", async () => {
    const { port } = await openDoor({ baseUrl: "https://credits.example.com" });
    const { headers } = await ask(port, {});
    expect(headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
  });

  it("carries the id under which the log has it", async () => {
    const { port } = await openDoor();
    const { headers, body } = await ask(port, {});
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body).context).toBe(headers["x-request-id"]);
  });

  it.each([
    ["is kept when it is harmless", "order-4711.a_b", true],
    ["is replaced when it is short", "abc", false],
    ["is replaced when it is long", "a".repeat(65), false],
    ["is replaced when it could break a log", 'a"},{"level":60', false],
  ])("an id that the caller sends %s", async (_law, sent, isKept) => {
    const { port } = await openDoor();
    const { headers } = await ask(port, { headers: { "x-request-id": sent } });
    expect(headers["x-request-id"] === sent).toBe(isKept);
  });
});

describe("the policy of a page", () => {
  it("has a fresh nonce, the same that Next is told", async () => {
    const { port } = await openDoor();
    const nonces = [];
    for (const _ of [1, 2]) {
      const { headers, body } = await ask(port, {});
      const policy = String(headers["content-security-policy"]);
      const seen = JSON.parse(body).headers;
      expect(seen["content-security-policy"]).toBe(policy);
      expect(policy).toContain(`script-src 'self' 'nonce-${seen["x-nonce"]}' 'strict-dynamic';`);
      nonces.push(seen["x-nonce"]);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it("is never the one that the client sent", async () => {
    const { port } = await openDoor();
    const forged = "script-src 'nonce-forged'";
    const headers = {
      "content-security-policy": forged,
      "content-security-policy-report-only": forged,
      "x-nonce": "forged",
      "x-path": "/forged",
    };
    const { body } = await ask(port, { path: "/real", headers });
    expect(body).not.toContain("forged");
    expect(JSON.parse(body).headers["x-path"]).toBe("/real");
  });

  it("allows eval only in development", async () => {
    const { port } = await openDoor();
    expect((await ask(port, {})).headers["content-security-policy"]).not.toContain("unsafe-eval");
    const dev = await openDoor({ dev: true });
    expect((await ask(dev.port, {})).headers["content-security-policy"]).toContain("unsafe-eval");
  });

  it("lets nothing run in an answer for programs", async () => {
    const { port } = await openDoor();
    const { headers } = await ask(port, { path: "/api/v1/openapi.json" });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'/);
  });
});

describe("what a client says about the address", () => {
  it("is not passed on", async () => {
    const { port } = await openDoor({ baseUrl: "https://credits.example.com" });
    const headers = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.example",
    };
    const { body } = await ask(port, { headers });
    expect(JSON.parse(body).headers.host).toBe("credits.example.com");
    expect(body).not.toContain("evil.example");
    expect(body).not.toContain("forwarded");
  });

  it("is refused by a local server when it names another machine", async () => {
    const { port, host } = await openDoor();
    const { status, body } = await ask(port, { headers: { host: `evil.example:${port}` } });
    expect(status).toBe(421);
    expect(body).toContain(`http://${host}`);
  });

  it("does not keep programs in a network of containers from the API", async () => {
    const { port } = await openDoor();
    const { status } = await ask(port, { path: "/readyz", headers: { host: "app:3000" } });
    expect(status).toBe(200);
  });

  it("leads a page asked for under another name of this machine to the right one", async () => {
    const { port, host } = await openDoor();
    const headers = { host: `127.0.0.1:${port}`, ...PAGE };
    const { status, headers: answered } = await ask(port, { path: "/w/acme-home?a=1", headers });
    expect(status).toBe(307);
    expect(answered.location).toBe(`http://${host}/w/acme-home?a=1`);
  });
});

describe("a body that is too large", () => {
  const chunks = (kib: number) => Array.from({ length: kib }, () => Buffer.alloc(KIB, "x"));
  const length = (kib: number) => ({ "content-length": String(kib * KIB) });

  it.each([
    ["to a page, announced", "/w/x", 1024, length, "text/html; charset=utf-8"],
    ["to a page, not announced", "/w/x", 1024, () => ({}), "text/html; charset=utf-8"],
    ["to the API, announced", "/api/v1/debits/batch", 1024, length, "application/problem+json"],
    ["to the API, not announced", "/api/v1/debits/batch", 1024, () => ({}), "application/problem+json"],
    ["to the webhook, announced", "/api/stripe/webhook", 256, length, "text/html; charset=utf-8"],
    ["to the webhook, not announced", "/api/stripe/webhook", 256, () => ({}), "text/html; charset=utf-8"],
  ])("%s is refused beyond the limit, and taken up to it", async (_name, path, limitKib, announce, type) => {
    const { port } = await openDoor();
    const fits = await ask(port, {
      method: "POST",
      path,
      headers: announce(limitKib),
      body: chunks(limitKib),
    });
    expect(fits.status).toBe(200);
    expect(JSON.parse(fits.body).bytes).toBe(limitKib * KIB);
    const body = chunks(limitKib + 1);
    const refused = await ask(port, { method: "POST", path, headers: announce(limitKib + 1), body });
    expect(refused.status).toBe(413);
    expect(refused.headers["content-type"]).toBe(type);
    expect(refused.headers.connection).toBe("close");
    expect(refused.body).toContain(String(refused.headers["x-request-id"]));
  });
});

describe("while the database is away", () => {
  it("a page says so, tries again by itself, and comes back when the database does", async () => {
    let isUp = false;
    const { port } = await openDoor({ isDatabaseUp: async () => isUp });
    for (const headers of [PAGE, { rsc: "1" }]) {
      const away = await ask(port, { path: "/w/acme-home", headers });
      expect(away.status).toBe(503);
      expect(away.headers["retry-after"]).toBe("3");
      expect(away.body).toContain('<meta http-equiv="refresh" content="3">');
      expect(away.body).toContain("your balance and history are unchanged");
      expect(away.body).toContain(String(away.headers["x-request-id"]));
    }
    isUp = true;
    expect((await ask(port, { path: "/w/acme-home", headers: PAGE })).status).toBe(200);
  });

  it("writes, files and programs get their answer from where they go", async () => {
    const { port } = await openDoor({ isDatabaseUp: async () => false });
    for (const asked of [
      { method: "POST", path: "/w/acme-home", headers: PAGE },
      { path: "/_next/static/chunk.js", headers: PAGE },
      { path: "/api/v1/workspaces/x/balance", headers: PAGE },
    ]) {
      expect((await ask(port, asked)).status).toBe(200);
    }
  });
});

describe("the log", () => {
  it("has one line a request: id, method, path without its query, status and time", async () => {
    const { port } = await openDoor();
    const { headers } = await ask(port, { path: "/api/auth/callback/email?token=secret&email=a@b.example" });
    await expect.poll(() => lines.length).toBe(1);
    const expected = { requestId: headers["x-request-id"], method: "GET", path: "/api/auth/callback/email" };
    expect(logged()[0]).toMatchObject({ ...expected, status: 200, ms: expect.any(Number), msg: "request" });
    expect(lines.join()).not.toMatch(/secret|a@b/);
  });

  it("has the calls of programs that did not go well; the others are counted", async () => {
    const api: FrontDoorOptions["api"] = (request, response) => {
      response.writeHead(request.url?.endsWith("/none") ? 404 : 201).end();
    };
    const { port } = await openDoor({ api });
    for (const path of ["/api/v1/workspaces/some", "/api/v1/workspaces/none"]) await ask(port, { path });
    await expect.poll(() => lines.length).toBe(1);
    expect(logged()[0]).toMatchObject({ path: "/api/v1/workspaces/none", status: 404 });
  });

  it("leaves out what machines ask all day", async () => {
    const { port } = await openDoor();
    for (const path of ["/healthz", "/readyz", "/_next/static/chunk.js"]) await ask(port, { path });
    expect(lines).toEqual([]);
  });
});

describe("a door that fails", () => {
  it("becomes a page that says what is still true, with the reference", async () => {
    const { port } = await openDoor({ pages: () => Promise.reject(new Error("planted")) });
    const { status, body, headers } = await ask(port, {});
    expect(status).toBe(500);
    expect(body).toContain("Your balance and history are unchanged");
    expect(body).toContain(String(headers["x-request-id"]));
    expect(body).not.toContain("planted");
    const errors = logged().filter(({ level }) => level === 50);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ requestId: headers["x-request-id"], err: { message: "planted" } });
  });

  it("in the middle of an answer cuts it off, so that nobody takes half for whole", async () => {
    const { port } = await openDoor({
      pages: async (_request, response) => {
        response.writeHead(200, { "Content-Length": "100" }).write("half");
        throw new Error("planted");
      },
    });
    await expect(ask(port, {})).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});
