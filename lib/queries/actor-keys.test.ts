import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { debit } from "#lib/commands/debit.ts";
import type { UserViewer, Viewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { listHistory } from "./history.ts";
import { getReceipt } from "./receipt.ts";
import { keyed, line, NOW, platform, stranger, workspace } from "./test-workspace.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ownerOf = (workspaceId: string): UserViewer => ({
  ...stranger,
  memberships: [{ workspaceId, role: "owner" }],
});
const admin: UserViewer = { ...stranger, isPlatformAdmin: true };

/** A key with this name; null for one of the platform. */
async function keyId(workspaceId: string | null, name: string): Promise<string> {
  const request = { name, scopes: ["meter" as const], reason: "For the shop" };
  const by: Viewer = workspaceId === null ? admin : ownerOf(workspaceId);
  const made = await createApiKey(by, workspaceId, request, NOW);
  if (!made.ok) throw new Error("refused");
  return made.value.id;
}

async function spendAs(viewer: Viewer, id: string): Promise<void> {
  const request = {
    lines: [line("automation.record", "1")],
    mode: "all" as const,
    agent: null,
    job: null,
    run: null,
    source: "api" as const,
    actor: null,
    occurredAt: null,
    metadata: null,
  };
  expect((await debit(viewer, id, request, keyed(), NOW)).result.ok).toBe(true);
}

/** The keys of the newest row of the ledger and of its receipt. */
async function keysSeenBy(viewer: Viewer, id: string): Promise<unknown[]> {
  const history = await listHistory(viewer, id, { kind: "debit" });
  if (!history.ok) throw new Error("refused");
  const [row] = history.value.rows;
  const receipt = await getReceipt(viewer, id, row?.debit ?? "", NOW);
  return [row?.key, receipt.lines[0]?.key];
}

test("what a workspace's own key did is under its name, also after others made keys", async () => {
  const id = await workspace();
  const key = await keyId(id, "Feed importer");
  await keyId(await workspace(), "Somebody else's");
  await spendAs({ kind: "workspace-key", keyId: key, workspaceId: id, scopes: ["meter"] }, id);
  expect(await keysSeenBy(ownerOf(id), id)).toEqual([{ name: "Feed importer" }, { name: "Feed importer" }]);
});

test("what a key of the platform did is under its name for admins alone", async () => {
  const id = await workspace();
  await spendAs({ kind: "platform", keyId: await keyId(null, "Shop, production") }, id);
  expect(await keysSeenBy(ownerOf(id), id)).toEqual([{ name: null }, { name: null }]);
  expect(await keysSeenBy(admin, id)).toEqual([{ name: "Shop, production" }, { name: "Shop, production" }]);
});

test("what no key did has none, nor has what a key did that is not known", async () => {
  const id = await workspace();
  await spendAs(platform, id);
  expect(await keysSeenBy(ownerOf(id), id)).toEqual([null, null]);
  await spendAs({ kind: "platform", keyId: "01890a5d-ac96-774b-bcce-b302099a8057" }, id);
  expect(await keysSeenBy(ownerOf(id), id)).toEqual([null, null]);
});
