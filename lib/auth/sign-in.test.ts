import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import NextAuth from "next-auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkspace } from "#lib/commands/open-workspace.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { listMail } from "#lib/mail/mailbox.ts";
import { authOptions } from "./options.ts";
import { countLinkRequest, sendSignInLink } from "./request-sign-in-link.ts";
import { createSignInLink } from "./sign-in-link.ts";

const BASE = "http://localhost:3210";
const MINUTE = 60_000;
const owner = "owner@shop.example";
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "headroom-"));
  provideEnv({
    HEADROOM_DATA_DIR: dataDir,
    NEXTAUTH_URL: BASE,
    NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
    ADMIN_EMAILS: "Admin@Platform.example,second@platform.example",
  });
  const request = { id: "shop", name: "Shop", timeZone: "Europe/Berlin", currency: "EUR", owners: [owner] };
  await openWorkspace({ kind: "platform", keyId: null }, request, new Date());
});

afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

type Followed = { redirect: string; session: string | undefined };

/** Follows a link as a browser does. `cookies` are those it has already. */
async function follow(link: string, cookies: Record<string, string> = {}): Promise<Followed> {
  const query = { nextauth: ["callback", "email"], ...Object.fromEntries(new URL(link).searchParams) };
  const headers = new Headers();
  const response = {
    status: () => response,
    getHeader: (name: string) => (headers.has(name) ? headers.getSetCookie() : undefined),
    setHeader: (name: string, value: string | string[]) => {
      headers.delete(name);
      for (const one of [value].flat()) headers.append(name, one);
    },
    end: () => undefined,
  };
  await NextAuth(authOptions())({ method: "GET", query, cookies, headers: {}, body: null }, response);
  const session = headers.getSetCookie().find((cookie) => cookie.startsWith("headroom-3210.session="));
  return { redirect: headers.get("location") ?? "", session };
}

const sessions = () => database.prisma.session.count();

describe("a sign-in link", () => {
  it("signs in once, and leads to where one wanted to go", async () => {
    const link = await createSignInLink(owner, "/w/shop/usage?month=2026-11", new Date());
    const first = await follow(link);
    expect(first.redirect).toBe(`${BASE}/w/shop/usage?month=2026-11`);
    expect(first.session).toMatch(/; Path=\/; Expires=.+; HttpOnly; SameSite=Lax$/);
    const second = await follow(link);
    expect(second.redirect).toContain("error=Verification");
    expect(second.session).toBeUndefined();
  });

  it("followed many times at once makes one session", async () => {
    const before = await sessions();
    const link = await createSignInLink(owner, "/", new Date());
    const answers = await Promise.all(Array.from({ length: 10 }, () => follow(link)));
    expect(answers.filter(({ session }) => session)).toHaveLength(1);
    expect(await sessions()).toBe(before + 1);
  });

  it("of somebody who was never here, followed beside another one, signs in too", async () => {
    const link = () => createSignInLink("second@platform.example", "/admin", new Date());
    const links = await Promise.all(Array.from({ length: 5 }, link));
    const answers = await Promise.all(links.map((one) => follow(one)));
    expect(answers.filter(({ session }) => session)).toHaveLength(5);
  });

  it("works until its thirty minutes are over, and not after", async () => {
    const late = await createSignInLink(owner, "/", new Date(Date.now() - 29 * MINUTE));
    expect((await follow(late)).session).toBeDefined();
    const expired = await createSignInLink(owner, "/", new Date(Date.now() - 31 * MINUTE));
    expect((await follow(expired)).redirect).toContain("error=Verification");
  });

  it("works only for the address it was made for", async () => {
    const link = new URL(await createSignInLink(owner, "/", new Date()));
    link.searchParams.set("email", "admin@platform.example");
    expect((await follow(link.href)).session).toBeUndefined();
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "http://localhost.evil.example:3210/x",
  ])("changed to lead to %s leads home", async (target) => {
    const link = new URL(await createSignInLink(owner, "/", new Date()));
    link.searchParams.set("callbackUrl", target);
    expect((await follow(link.href)).redirect).toBe(`${BASE}/`);
  });

  it("is worth nothing to who has lost the membership meanwhile", async () => {
    const email = "leaver@shop.example";
    const user = await database.prisma.user.create({ data: { email } });
    await database.prisma.member.create({
      data: { workspaceId: "shop", userId: user.id, role: "member", createdAt: new Date() },
    });
    const link = await createSignInLink(email, "/", new Date());
    await database.prisma.member.delete({
      where: { workspaceId_userId: { workspaceId: "shop", userId: user.id } },
    });
    const answer = await follow(link);
    expect(answer.redirect).toContain("error=AccessDenied");
    expect(answer.session).toBeUndefined();
  });

  it("works in a browser that still has the cookie of a session that is gone", async () => {
    const link = await createSignInLink(owner, "/", new Date());
    expect(
      (await follow(link, { "headroom-3210.session": "of-a-session-that-is-gone" })).session,
    ).toBeDefined();
  });

  it("makes a user of a platform admin who never was here", async () => {
    const link = await createSignInLink("admin@platform.example", "/admin", new Date());
    expect((await follow(link)).redirect).toBe(`${BASE}/admin`);
    const user = await database.prisma.user.findUnique({ where: { email: "admin@platform.example" } });
    expect(user?.emailVerified).toBeInstanceOf(Date);
  });
});

describe("the database", () => {
  it("holds neither a session's token nor a link's", async () => {
    const link = await createSignInLink(owner, "/", new Date());
    const token = new URL(link).searchParams.get("token");
    const [kept] = await database.prisma.verificationToken.findMany({ where: { identifier: owner } });
    expect(kept?.token).not.toBe(token);
    const { session } = await follow(link);
    const rows = await database.prisma.session.findMany();
    const value = session?.split(/[=;]/)[1];
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(rows.map(({ sessionToken }) => sessionToken)).not.toContain(value);
    expect(rows.every(({ sessionToken }) => /^[0-9a-f]{64}$/.test(sessionToken))).toBe(true);
  });
});

describe("asking for a link", () => {
  const ask = (email: string) =>
    sendSignInLink({ email, path: "/", remoteAddress: "192.0.2.1", now: new Date() });
  const mailTo = async (email: string) => (await listMail(dataDir)).filter(({ to }) => to === email);

  it("sends one to a member and to a platform admin, with the link in both parts", async () => {
    for (const email of [owner, "admin@platform.example"]) {
      await ask(email);
      const [mail] = await mailTo(email);
      expect(mail?.subject).toBe("Sign in to Headroom at localhost:3210");
      const link = mail?.text.match(/http:\/\/\S+/)?.[0] ?? "";
      expect(mail?.html).toContain(link.replaceAll("&", "&amp;"));
      expect(mail?.text).toContain("within 30 minutes");
      expect((await follow(link)).session).toBeDefined();
    }
  });

  it("sends nothing to a stranger, and keeps nothing", async () => {
    await ask("stranger@elsewhere.example");
    expect(await mailTo("stranger@elsewhere.example")).toEqual([]);
    const kept = { where: { identifier: "stranger@elsewhere.example" } };
    expect(await database.prisma.verificationToken.count(kept)).toBe(0);
  });

  it("is limited by address, the same for members and strangers", () => {
    const now = new Date();
    for (const email of ["m@limit.example", "s@limit.example"]) {
      const request = { email, path: "/", remoteAddress: "127.0.0.1", now };
      const waits = Array.from({ length: 6 }, () => countLinkRequest(request));
      expect(waits).toEqual([null, null, null, null, null, 900]);
    }
  });

  it("is limited by machine, unless that is a proxy on our own", () => {
    const now = new Date();
    const asked = (remoteAddress: string) =>
      Array.from({ length: 61 }, (_, index) =>
        countLinkRequest({ email: `${index}@${remoteAddress}`, path: "/", remoteAddress, now }),
      );
    expect(asked("192.0.2.7").at(-1)).toBe(900);
    expect(asked("::ffff:127.0.0.1").at(-1)).toBeNull();
  });
});
