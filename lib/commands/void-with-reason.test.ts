import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { keyed, NOW, platform, stranger, workspace } from "#lib/queries/test-workspace.ts";
import { grantCredits } from "./grant-credits.ts";
import { voidGrant } from "./void-grant.ts";
import { voidWithReason } from "./void-with-reason.ts";

const admin: Viewer = { ...stranger, email: "admin@headroom.example", isPlatformAdmin: true };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function granted(id: string): Promise<string> {
  const terms = { effectiveAt: null, expiresAt: null, priority: null, reason: "test" };
  const request = { ...terms, creditType: "ai", amount: credits(5), source: "promo" } as const;
  const { result } = await grantCredits(platform, id, request, keyed(), NOW);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.id;
}

describe("voiding a grant by hand", () => {
  test("happens once a key, with the reason as it can be kept", async () => {
    const id = await workspace();
    const form = { grant: await granted(id), reason: " wrong\0 customer ", key: "k" };
    const first = await voidWithReason(admin, id, form, NOW);
    expect(first).toMatchObject({ ok: true, value: { revoked: "5" } });
    expect(await voidWithReason(admin, id, form, NOW)).toEqual(first);
    const entries = await database.prisma.auditEntry.findMany({ where: { workspaceId: id, action: "void" } });
    expect(entries.map(({ actor, reason }) => [actor, reason])).toEqual([
      ["user:admin@headroom.example", "wrong customer"],
    ]);
  });

  test.each(["", "  ", "\0"])("needs a reason that says something", async (reason) => {
    const id = await workspace();
    const answer = await voidWithReason(admin, id, { grant: await granted(id), reason, key: "k" }, NOW);
    expect(answer).toEqual({ ok: false, error: { code: "reason_required" } });
  });

  test("of a grant that is none, or of another workspace, finds nothing", async () => {
    const [id, other] = [await workspace(), await workspace()];
    const foreign = await granted(other);
    const malformed = voidWithReason(admin, id, { grant: "no-such-grant", reason: "x", key: "a" }, NOW);
    await expect(malformed).rejects.toThrow(NotFoundError);
    for (const grant of [foreign, crypto.randomUUID()]) {
      const answer = await voidWithReason(admin, id, { grant, reason: "x", key: grant }, NOW);
      expect(answer).toEqual({ ok: false, error: { code: "not_found" } });
    }
  });

  test("is for platform admins: an owner is told that there is no such page", async () => {
    const id = await workspace();
    const owner: Viewer = { ...stranger, memberships: [{ workspaceId: id, role: "owner" }] };
    const form = { grant: await granted(id), reason: "x", key: "k" };
    await expect(voidWithReason(owner, id, form, NOW)).rejects.toThrow(NotFoundError);
    const byCommand = voidGrant(owner, id, form.grant, "x", keyed(), NOW);
    await expect(byCommand).rejects.toMatchObject({ code: "forbidden" });
  });
});
