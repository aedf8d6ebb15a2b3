import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import type { Role, UserViewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { provideEnv } from "#lib/env.ts";
import { listMail } from "#lib/mail/mailbox.ts";
import { askTopUp } from "./ask-top-up.ts";
import { openWorkspace } from "./open-workspace.ts";

const NOW = new Date("2026-11-21T12:00:00.000Z");
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "headroom-ask-"));
  provideEnv({ HEADROOM_DATA_DIR: dataDir });
});
afterAll(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});

async function workspace(id: string, owners: string[]): Promise<string> {
  const opened = await openWorkspace(
    { kind: "platform", keyId: null },
    { id, name: `Name of ${id}`, timeZone: "Europe/Berlin", currency: "EUR", owners },
    NOW,
  );
  expect(opened.ok).toBe(true);
  return id;
}

function member(workspaceId: string, name: string, role: Role = "member"): UserViewer {
  return {
    kind: "user",
    userId: `user-${name}`,
    email: `${name}@example.com`,
    name,
    isPlatformAdmin: false,
    memberships: [{ workspaceId, role }],
  };
}

const mailsTo = async (to: string) => (await listMail(dataDir)).filter((mail) => mail.to === to);

describe("asking for a top-up", () => {
  test("mails every owner a link to the packs", async () => {
    const id = await workspace("two-owners", ["one@example.com", "two@example.com"]);
    expect(await askTopUp(member(id, "mia"), id, NOW)).toEqual({ ok: true, value: { owners: 2 } });
    for (const owner of ["one@example.com", "two@example.com"]) {
      const [mail] = await mailsTo(owner);
      expect(mail?.subject).toBe("mia asks for more credits in Name of two-owners");
      expect(mail?.text).toContain("/w/two-owners/buy");
    }
  });

  test("is possible once an hour for each member", async () => {
    const id = await workspace("hourly", ["hourly@example.com"]);
    expect((await askTopUp(member(id, "ada"), id, NOW)).ok).toBe(true);
    expect(await askTopUp(member(id, "ada"), id, minutesLater(59))).toEqual({
      ok: false,
      error: { code: "too_soon" },
    });
    expect((await askTopUp(member(id, "ben"), id, minutesLater(59))).ok).toBe(true);
    expect((await askTopUp(member(id, "ada"), id, minutesLater(60))).ok).toBe(true);
    expect(await mailsTo("hourly@example.com")).toHaveLength(3);
  });

  test("twice at once sends one mail", async () => {
    const id = await workspace("at-once", ["at-once@example.com"]);
    const both = await Promise.all([1, 2].map(() => askTopUp(member(id, "cleo"), id, NOW)));
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(await mailsTo("at-once@example.com")).toHaveLength(1);
  });

  test("says so when there is no owner", async () => {
    const id = await workspace("ownerless", []);
    expect(await askTopUp(member(id, "dan"), id, NOW)).toEqual({ ok: false, error: { code: "no_owner" } });
  });

  test("a mail that cannot be sent does not use up the turn", async () => {
    const id = await workspace("no-disk", ["no-disk@example.com"]);
    provideEnv({ HEADROOM_DATA_DIR: "/dev/null/nowhere" });
    await expect(askTopUp(member(id, "eve"), id, NOW)).rejects.toThrow();
    provideEnv({ HEADROOM_DATA_DIR: dataDir });
    expect((await askTopUp(member(id, "eve"), id, minutesLater(1))).ok).toBe(true);
  });

  test("strangers learn nothing, and an admin who is no member only looks", async () => {
    const id = await workspace("closed", ["closed@example.com"]);
    await expect(askTopUp(member("elsewhere", "fay"), id, NOW)).rejects.toThrow(NotFoundError);
    const admin = { ...member("elsewhere", "gus"), isPlatformAdmin: true };
    await expect(askTopUp(admin, id, NOW)).rejects.toThrow(ForbiddenError);
    expect(await mailsTo("closed@example.com")).toHaveLength(0);
  });
});
