import { redirect } from "next/navigation";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { NotFoundError } from "#lib/core/errors.ts";
import { err, ok } from "#lib/core/result.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { provideEnv } from "#lib/env.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { action } from "./action.ts";
import { publicRoute, route } from "./route.ts";

const asked = vi.hoisted(() => ({ headers: new Headers(), viewer: null as UserViewer | null }));
vi.mock("next/headers", () => ({ headers: async () => asked.headers }));
vi.mock("#lib/auth/session.ts", () => ({ getViewer: async () => asked.viewer }));

const BASE = "http://localhost:3210";
const viewer: UserViewer = {
  kind: "user",
  userId: "u",
  email: "anna@example.com",
  name: null,
  isPlatformAdmin: false,
  memberships: [{ workspaceId: "shop", role: "owner" }],
};
const schema = z.object({ workspace: z.string(), amount: z.coerce.number().int() });
const input = { workspace: "shop", amount: 5 };
const lines: string[] = [];

beforeEach(() => {
  provideEnv({ NEXTAUTH_URL: BASE });
  lines.length = 0;
  provideLogger(createLogger("info", { write: (line) => void lines.push(line) }));
  asked.headers = new Headers({ origin: BASE });
  asked.viewer = viewer;
});

const double = action(schema, async (who, { amount }) => ok({ who: who.email, twice: amount * 2 }));

describe("an action", () => {
  it("gets the viewer and the checked input, from a call, a form, and a form with a previous state", async () => {
    const answer = { ok: true, value: { who: "anna@example.com", twice: 10 } };
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...input, $ACTION_ID_1: "" })) form.set(name, String(value));
    expect(await double(input)).toEqual(answer);
    expect(await double(form)).toEqual(answer);
    expect(await double({ ok: false }, form)).toEqual(answer);
  });

  it.each([
    ["another site", "https://evil.example"],
    ["the same host on another port", "http://localhost:3211"],
    ["the same host by another scheme", "https://localhost:3210"],
    ["a frame without an origin", "null"],
    ["a caller that sends none", undefined],
  ])("started by %s is refused before anything runs", async (_name, origin) => {
    asked.headers = new Headers(origin === undefined ? {} : { origin });
    const run = vi.fn(async () => ok(1));
    expect(await action(schema, run)(input)).toMatchObject({ ok: false, code: "bad_origin" });
    expect(run).not.toHaveBeenCalled();
  });

  it("does not run for nobody", async () => {
    asked.viewer = null;
    expect(await double(input)).toMatchObject({ ok: false, code: "unauthorized" });
  });

  it("says which fields are wrong", async () => {
    const answer = await double({ workspace: "shop", amount: "many" });
    expect(answer).toMatchObject({ ok: false, code: "invalid_request", fields: [{ path: "amount" }] });
  });

  it("hands a refusal over with all it brings, and a sentence", async () => {
    const refuse = action(schema, async () => err({ code: "insufficient_credits", shortfall: { ai: "5" } }));
    const answer = await refuse(input);
    expect(answer).toMatchObject({
      ok: false,
      error: { shortfall: { ai: "5" } },
      code: "insufficient_credits",
    });
    expect(answer.ok ? "" : answer.message).toContain("Nothing was started");
  });

  it("answers a foreign workspace as an answer, not as a page", async () => {
    const look = action(schema, async () => Promise.reject(new NotFoundError("This workspace")));
    expect(await look(input)).toMatchObject({ ok: false, code: "not_found" });
  });

  it("turns what nobody expected into a reference, logged once", async () => {
    const fail = action(schema, async () => Promise.reject(new Error("planted")));
    const answer = await fail(input);
    expect(answer).toMatchObject({ ok: false, code: "unexpected" });
    expect(JSON.stringify(answer)).not.toContain("planted");
    expect(lines).toHaveLength(1);
  });

  it("lets a redirect through", async () => {
    const leave = action(schema, async () => redirect("/w/shop"));
    await expect(leave(input)).rejects.toMatchObject({ digest: expect.stringContaining("/w/shop") });
  });
});

describe("a route", () => {
  const context = { params: Promise.resolve({ workspace: "shop" }) };
  const request = (method: string, origin = BASE) => new Request(BASE, { method, headers: { origin } });
  const show = route<{ workspace: string }>(async (who, { params }) =>
    Response.json([who.email, params.workspace]),
  );

  it("gets the viewer and its parameters", async () => {
    const response = await show(request("GET"), context);
    expect(await response.json()).toEqual(["anna@example.com", "shop"]);
  });

  it("is 401 for nobody", async () => {
    asked.viewer = null;
    const response = await show(request("GET"), context);
    expect(response.status).toBe(401);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("takes writes only from our own pages, reads from anywhere", async () => {
    const open = publicRoute<{ workspace: string }>(async () => new Response("done"));
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect((await open(request(method, "https://evil.example"), context)).status).toBe(403);
      expect((await open(request(method), context)).status).toBe(200);
    }
    expect((await open(request("GET", "https://evil.example"), context)).status).toBe(200);
  });

  it("is 404 for a foreign workspace and 503 with a time while the database is away", async () => {
    const failing = (error: Error) =>
      route(async () => Promise.reject(error))(request("GET"), { params: Promise.resolve({}) });
    expect((await failing(new NotFoundError())).status).toBe(404);
    const away = await failing(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "3"]);
  });
});
