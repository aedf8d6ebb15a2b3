import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ForbiddenError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { keyed, NOW, platform, stranger } from "#lib/queries/test-workspace.ts";
import { openWorkspace } from "./open-workspace.ts";
import { openWorkspaceOnce } from "./open-workspace-once.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const request = (id: string) => ({ id, name: id, timeZone: "Europe/Berlin", currency: "EUR" });

describe("opening a workspace under a key", () => {
  test("is answered again to the platform only, whoever knows the key", async () => {
    const idempotency = keyed();
    const opened = await openWorkspaceOnce(platform, request("shop"), idempotency, NOW);
    const owner: Viewer = { ...stranger, memberships: [{ workspaceId: "shop", role: "owner" }] };
    const again = () => openWorkspaceOnce(platform, request("shop"), idempotency, NOW);
    expect(await again()).toEqual({ ...opened, replayed: true });
    for (const viewer of [stranger, owner]) {
      const replay = openWorkspaceOnce(viewer, request("shop"), idempotency, NOW);
      await expect(replay).rejects.toThrow(ForbiddenError);
    }
  });
});

test("workspaces with the same owners in another order are opened at once", async () => {
  const owners = Array.from({ length: 20 }, (_, nth) => `owner-${nth}@shop.example`);
  const opened = await Promise.all(
    Array.from({ length: 10 }, (_, nth) => {
      const named = nth % 2 === 0 ? owners : owners.toReversed();
      return openWorkspace(platform, { ...request(`twin-${nth}`), owners: named }, NOW);
    }),
  );
  expect(opened.map(({ ok }) => ok)).toEqual(opened.map(() => true));
  expect(await database.prisma.member.count()).toBe(200);
});
