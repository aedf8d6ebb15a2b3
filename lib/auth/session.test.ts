import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { UnavailableError } from "#lib/core/errors.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { createLogger } from "#lib/log/logger.ts";
import { runInRequest } from "#lib/log/request-context.ts";
import { getViewer, requireAdmin, requireViewer, requireWorkspace } from "./session.ts";
import { hashSessionToken, newSessionToken } from "./session-token.ts";

const asked = vi.hoisted(() => ({ cookies: new Map<string, string>(), path: "/" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => ({ value: asked.cookies.get(name) }) }),
  headers: async () => new Headers({ "x-path": asked.path }),
}));

const COOKIE = "headroom-3210.session";
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  provideEnv({ NEXTAUTH_URL: "http://localhost:3210", ADMIN_EMAILS: "root@example.com" });
  const { prisma } = database;
  await prisma.workspace.create({
    data: { id: "shop", name: "Shop", timeZone: "UTC", currency: "EUR", createdAt: new Date() },
  });
  await prisma.user.createMany({ data: ["anna", "root"].map((id) => ({ id, email: `${id}@example.com` })) });
  await prisma.member.create({
    data: { workspaceId: "shop", userId: "anna", role: "owner", createdAt: new Date() },
  });
});

afterAll(() => database.close());
beforeEach(() => asked.cookies.clear());

/** Puts a session's cookie into the browser and returns the session's hash. */
async function signIn(userId: string, expires: Date): Promise<string> {
  const token = newSessionToken();
  const sessionToken = hashSessionToken(token);
  await database.prisma.session.create({ data: { sessionToken, userId, expires } });
  asked.cookies.set(COOKIE, token);
  return sessionToken;
}

async function signedIn(userId: string): Promise<UserViewer> {
  await signIn(userId, inDays(30));
  return requireViewer();
}

const expiryOf = async (sessionToken: string) =>
  (await database.prisma.session.findUniqueOrThrow({ where: { sessionToken } })).expires.getTime();

describe("who is signed in", () => {
  it("is the person of the session, with role and memberships", async () => {
    await signIn("anna", inDays(30));
    expect(await getViewer()).toEqual({
      kind: "user",
      userId: "anna",
      email: "anna@example.com",
      name: null,
      isPlatformAdmin: false,
      memberships: [{ workspaceId: "shop", role: "owner" }],
    });
    await signIn("root", inDays(30));
    expect(await getViewer()).toMatchObject({ isPlatformAdmin: true, memberships: [] });
  });

  it("is nobody without a cookie, with an unknown one, and with the hash from a stolen backup", async () => {
    expect(await getViewer()).toBeNull();
    asked.cookies.set(COOKIE, "unknown");
    expect(await getViewer()).toBeNull();
    asked.cookies.set(COOKIE, await signIn("anna", inDays(30)));
    expect(await getViewer()).toBeNull();
  });

  it("is nobody from the instant at which the session expires", async () => {
    await signIn("anna", new Date());
    expect(await getViewer()).toBeNull();
  });

  it("cannot be said while the database is away", async () => {
    await signIn("anna", inDays(30));
    const query = vi.spyOn(database.pool, "query");
    query.mockImplementationOnce(() =>
      Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" })),
    );
    await expect(getViewer()).rejects.toThrow(UnavailableError);
    query.mockRestore();
    expect(await getViewer()).not.toBeNull();
  });
});

describe("a session", () => {
  const added: string[] = [];
  const context = {
    requestId: "r",
    log: createLogger("silent"),
    remoteAddress: "",
    appendHeader: (name: string, value: string) => void added.push(`${name}: ${value}`),
  };
  beforeEach(() => {
    added.length = 0;
  });

  it("older than a day gets its thirty days back, in the database and in the browser", async () => {
    const hashed = await signIn("anna", inDays(28));
    await runInRequest(context, getViewer);
    expect(await expiryOf(hashed)).toBeGreaterThan(inDays(29.9).getTime());
    expect(added).toHaveLength(1);
    expect(added[0]).toBe(
      `Set-Cookie: ${COOKIE}=${asked.cookies.get(COOKIE)}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    );
  });

  it("younger than a day is left alone", async () => {
    const expires = inDays(29.5);
    const hashed = await signIn("anna", expires);
    await runInRequest(context, getViewer);
    expect(await expiryOf(hashed)).toBe(expires.getTime());
    expect(added).toEqual([]);
  });
});

describe("a guard", () => {
  const leads = (to: string) => ({ digest: expect.stringContaining(`;${to};`) });
  const isNotFound = { digest: "NEXT_HTTP_ERROR_FALLBACK;404" };

  it("leads nobody to the sign-in page, and from there back", async () => {
    asked.path = "/w/shop/usage?month=2026-11";
    const back = "/sign-in?callbackUrl=%2Fw%2Fshop%2Fusage%3Fmonth%3D2026-11";
    await expect(requireViewer()).rejects.toMatchObject(leads(back));
    await expect(requireViewer("/")).rejects.toMatchObject(leads("/sign-in"));
  });

  it("answers a foreign workspace like one that does not exist", async () => {
    const viewer = await signedIn("anna");
    expect(requireWorkspace(viewer, "shop")).toBe("shop");
    const refusals = ["foreign", "nowhere"].map((id) => {
      try {
        return requireWorkspace(viewer, id);
      } catch (error) {
        return error;
      }
    });
    expect(refusals[0]).toMatchObject(isNotFound);
    expect(refusals[1]).toEqual(refusals[0]);
  });

  it("shows the admin pages to platform admins, and to others not even that they exist", async () => {
    await signedIn("anna");
    await expect(requireAdmin()).rejects.toMatchObject(isNotFound);
    await signedIn("root");
    expect(await requireAdmin()).toMatchObject({ email: "root@example.com" });
  });
});
