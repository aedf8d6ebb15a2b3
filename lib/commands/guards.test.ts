// Every command asks who calls, whatever its door has asked before.
import { afterAll, beforeAll, expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import type { Role, UserViewer } from "#lib/core/viewer.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { keyed, line, NOW, stranger, workspace } from "#lib/queries/test-workspace.ts";
import { askTopUp } from "./ask-top-up.ts";
import { buyPack } from "./buy-pack.ts";
import { checkSpend } from "./check-spend.ts";
import { createApiKey } from "./create-api-key.ts";
import { debit } from "./debit.ts";
import { endBudget } from "./end-budget.ts";
import { grantCredits } from "./grant-credits.ts";
import { grantPromo, planPromo } from "./grant-promo.ts";
import { openWorkspace } from "./open-workspace.ts";
import { openWorkspaceOnce } from "./open-workspace-once.ts";
import { pauseWorkspace } from "./pause-workspace.ts";
import { planRun } from "./plan-run.ts";
import { publishRateCard } from "./publish-rate-card.ts";
import { resumeWorkspace } from "./resume-workspace.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { setBudget } from "./set-budget.ts";
import { setFeature } from "./set-feature.ts";
import { setPlanFeature } from "./set-plan-feature.ts";
import { settlePayment } from "./settle-payment.ts";
import { settleReturn } from "./settle-return.ts";
import { startRun } from "./start-run.ts";
import { voidGrant } from "./void-grant.ts";
import { voidWithReason } from "./void-with-reason.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ID = "00000000-0000-7000-8000-000000000000";
const spend = {
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
const grant = {
  creditType: "ai",
  amount: credits(5),
  source: "promo",
  effectiveAt: null,
  expiresAt: null,
  priority: null,
  reason: "test",
} as const;
const promo = { creditType: "ai", amount: "5", startsOn: "", validThrough: "", reason: "test" };
const key = { name: "Import server", scopes: ["read"], reason: "test" } as const;
const budget = {
  id: null,
  name: "All",
  scope: "workspace",
  subject: "",
  creditType: "ai",
  limit: credits(5),
  onReach: "stop",
  reason: "test",
} as const;
const feature = { feature: "ai.text", state: "off", endsAt: null, reason: "test" } as const;
const run = { kind: "import", records: "1", unchanged: "0", job: "supplier-feed" } as const;
const opening = (id: string) => ({ id, name: "Mine", timeZone: "UTC", currency: "EUR" });

type Call = (viewer: UserViewer, id: string) => Promise<unknown>;
type Refused = typeof ForbiddenError | typeof NotFoundError;

/** What a stranger is told, and what the strongest role that may not do it is told (null: every member may). */
const COMMANDS: Record<string, [call: Call, stranger: Refused, tooWeak: Role | null, weak: Refused]> = {
  askTopUp: [(viewer, id) => askTopUp(viewer, id, NOW), NotFoundError, null, ForbiddenError],
  buyPack: [
    (viewer, id) => buyPack(viewer, id, "ai-2000", "k", NOW),
    NotFoundError,
    "member",
    ForbiddenError,
  ],
  checkSpend: [(viewer, id) => checkSpend(viewer, id, spend, NOW), NotFoundError, "viewer", ForbiddenError],
  createApiKey: [
    (viewer, id) => createApiKey(viewer, id, key, NOW),
    NotFoundError,
    "billing",
    ForbiddenError,
  ],
  debit: [(viewer, id) => debit(viewer, id, spend, keyed(), NOW), NotFoundError, "viewer", ForbiddenError],
  endBudget: [
    (viewer, id) => endBudget(viewer, id, { id: ID, reason: "test" }, NOW),
    NotFoundError,
    "member",
    ForbiddenError,
  ],
  grantCredits: [
    (viewer, id) => grantCredits(viewer, id, grant, keyed(), NOW),
    NotFoundError,
    "owner",
    ForbiddenError,
  ],
  grantPromo: [(viewer, id) => grantPromo(viewer, id, promo, ID, NOW), NotFoundError, "owner", NotFoundError],
  openWorkspace: [
    (viewer, id) => openWorkspace(viewer, opening(id), NOW),
    ForbiddenError,
    "owner",
    ForbiddenError,
  ],
  openWorkspaceOnce: [
    (viewer, id) => openWorkspaceOnce(viewer, opening(id), keyed(), NOW),
    ForbiddenError,
    "owner",
    ForbiddenError,
  ],
  planPromo: [(viewer, id) => planPromo(viewer, id, promo, ID, NOW), NotFoundError, "owner", NotFoundError],
  planRun: [(viewer, id) => planRun(viewer, id, run, ID, NOW), NotFoundError, "viewer", ForbiddenError],
  publishRateCard: [
    (viewer) => publishRateCard(viewer, { rates: [], effectiveFrom: null, note: "test" }, NOW),
    ForbiddenError,
    "owner",
    ForbiddenError,
  ],
  revokeApiKey: [
    (viewer, id) => revokeApiKey(viewer, id, { id: ID, reason: "test" }, NOW),
    NotFoundError,
    "billing",
    ForbiddenError,
  ],
  pauseWorkspace: [
    (viewer, id) => pauseWorkspace(viewer, id, "test", NOW),
    NotFoundError,
    "owner",
    ForbiddenError,
  ],
  resumeWorkspace: [
    (viewer, id) => resumeWorkspace(viewer, id, "test", NOW),
    NotFoundError,
    "owner",
    ForbiddenError,
  ],
  setBudget: [(viewer, id) => setBudget(viewer, id, budget, NOW), NotFoundError, "member", ForbiddenError],
  setFeature: [(viewer, id) => setFeature(viewer, id, feature, NOW), NotFoundError, "owner", ForbiddenError],
  setPlanFeature: [
    (viewer) => setPlanFeature(viewer, { ...feature, plan: "starter" }, NOW),
    ForbiddenError,
    "owner",
    ForbiddenError,
  ],
  settlePayment: [
    (viewer) => settlePayment(viewer, { sessionId: "cs_test_1" }, NOW),
    ForbiddenError,
    "owner",
    ForbiddenError,
  ],
  settleReturn: [
    (viewer, id) => settleReturn(viewer, id, "cs_test_1", NOW),
    NotFoundError,
    "owner",
    NotFoundError,
  ],
  startRun: [(viewer, id) => startRun(viewer, id, run, ID, NOW), NotFoundError, "viewer", ForbiddenError],
  voidGrant: [
    (viewer, id) => voidGrant(viewer, id, ID, "test", keyed(), NOW),
    NotFoundError,
    "owner",
    ForbiddenError,
  ],
  voidWithReason: [
    (viewer, id) => voidWithReason(viewer, id, { grant: ID, reason: "test", key: ID }, NOW),
    NotFoundError,
    "owner",
    NotFoundError,
  ],
};

async function rowsOf(id: string): Promise<unknown> {
  const { transfer, usageEvent, idempotencyKey, purchase, auditEntry, member, apiKey } = database.prisma;
  const { budget, workspaceFeature, planFeature } = database.prisma;
  const where = { workspaceId: id };
  return [
    await database.prisma.workspace.findUnique({ where: { id } }),
    await transfer.count({ where }),
    await usageEvent.count({ where }),
    await idempotencyKey.count({ where }),
    await purchase.count({ where }),
    await auditEntry.count({ where }),
    await member.count({ where }),
    await apiKey.count({ where }),
    await budget.count({ where }),
    await workspaceFeature.count({ where }),
    await planFeature.count(),
  ];
}

test.each(Object.entries(COMMANDS))(
  "%s tells a stranger the same as of a workspace that does not exist, and does nothing",
  async (_name, [call, toStrangers]) => {
    const id = await workspace();
    const before = await rowsOf(id);
    const foreign = await call(stranger, id).catch((error: unknown) => error);
    const missing = await call(stranger, "no-such-workspace").catch((error: unknown) => error);
    expect(foreign).toBeInstanceOf(toStrangers);
    expect(foreign).toEqual(missing);
    expect(await rowsOf(id)).toEqual(before);
  },
);

const LIMITED = Object.entries(COMMANDS).flatMap(([name, [call, , role, refused]]) =>
  role === null ? [] : [{ name, call, role, refused }],
);

test.each(LIMITED)("$name does nothing for the role of $role", async ({ call, role, refused }) => {
  const id = await workspace();
  const before = await rowsOf(id);
  await expect(call({ ...stranger, memberships: [{ workspaceId: id, role }] }, id)).rejects.toThrow(refused);
  expect(await rowsOf(id)).toEqual(before);
});
