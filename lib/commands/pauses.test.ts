import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { keyed, line, NOW, platform, stranger, workspace } from "#lib/queries/test-workspace.ts";
import { debit } from "./debit.ts";
import { pauseWorkspace } from "./pause-workspace.ts";
import { resumeWorkspace } from "./resume-workspace.ts";
import { auditOf, versionOf } from "./test-settings.ts";

const LATER = new Date(NOW.getTime() + 60_000);
const admin: Viewer = { ...stranger, email: "root@platform.example", isPlatformAdmin: true };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function debitOne(id: string) {
  const request = {
    lines: [line("automation.record", "1")],
    mode: "all",
    agent: null,
    job: null,
    run: null,
    source: "api",
    actor: null,
    occurredAt: null,
    metadata: null,
  } as const;
  return (await debit(platform, id, request, keyed(), NOW)).result;
}

describe("a pause", () => {
  test("stops what costs credits until it is lifted, and the log says who and why", async () => {
    const id = await workspace();
    const version = await versionOf(database, id);
    const pause = { at: NOW, by: "user:root@platform.example", reason: "unpaid invoice" };
    expect(await pauseWorkspace(admin, id, " unpaid invoice ", NOW)).toEqual({ ok: true, value: pause });
    expect(await versionOf(database, id)).toBe(version + 1n);
    expect(await debitOne(id)).toMatchObject({ ok: false, error: { code: "workspace_paused" } });
    expect(await database.prisma.workspace.findUnique({ where: { id } })).toMatchObject({
      pausedAt: NOW,
      pausedBy: pause.by,
      pausedReason: pause.reason,
    });
    expect(await resumeWorkspace(platform, id, "paid", LATER)).toEqual({ ok: true, value: pause });
    expect(await versionOf(database, id)).toBe(version + 2n);
    expect(await debitOne(id)).toMatchObject({ ok: true });
    const subject = `workspace:${id}`;
    expect(await auditOf(database, id)).toEqual([
      {
        at: NOW,
        actor: pause.by,
        action: "pause",
        subject,
        reason: "unpaid invoice",
        before: { paused: false },
        after: { paused: true },
      },
      {
        at: LATER,
        actor: "key:platform",
        action: "resume",
        subject,
        reason: "paid",
        before: { paused: true, at: NOW.toISOString(), by: pause.by, reason: pause.reason },
        after: { paused: false },
      },
    ]);
  });

  test("a second time leaves the first as it is, and so does lifting none", async () => {
    const id = await workspace();
    const first = await pauseWorkspace(platform, id, "first", NOW);
    expect(await pauseWorkspace(admin, id, "second", LATER)).toEqual(first);
    expect(await resumeWorkspace(admin, id, "over", LATER)).toEqual(first);
    expect(await resumeWorkspace(admin, id, "over", LATER)).toEqual({ ok: true, value: null });
    expect((await auditOf(database, id)).map(({ reason }) => reason)).toEqual(["first", "over"]);
  });

  test.each(["", " \0"])("needs a reason that says something: %j", async (reason) => {
    const id = await workspace();
    const refused = { ok: false, error: { errors: [{ path: "reason" }] } };
    expect(await pauseWorkspace(platform, id, reason, NOW)).toMatchObject(refused);
    expect(await resumeWorkspace(platform, id, reason, NOW)).toMatchObject(refused);
    expect(await auditOf(database, id)).toEqual([]);
  });
});
