import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { ForbiddenError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { rateCards } from "#lib/db/rate-cards.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getRateCard } from "#lib/queries/rate-card.ts";
import { NOW, platform, stranger } from "#lib/queries/test-workspace.ts";
import { publishRateCard, type RateCardDraft } from "./publish-rate-card.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const later = (ms: number) => new Date(NOW.getTime() + ms);
const task = {
  kind: "unit",
  feature: "ai.task",
  creditType: "ai",
  unit: "task",
  per: 1,
  credits: "2",
  rounding: "exact",
  ownKey: "same",
  manual: "same",
  models: [],
};
const draft = (changes: Partial<RateCardDraft> = {}): RateCardDraft => ({
  rates: [task],
  effectiveFrom: null,
  note: "Dearer models",
  ...changes,
});

async function published(changes: Partial<RateCardDraft> = {}, now = NOW) {
  const result = await publishRateCard(platform, draft(changes), now);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const versions = () => database.prisma.rateCard.findMany({ orderBy: { version: "asc" } });
const entries = () =>
  database.prisma.auditEntry.findMany({
    where: { workspaceId: "", action: "publish_rate_card" },
    orderBy: { id: "asc" },
  });

describe("publishing a rate card", () => {
  it("makes the next version, with what credits are worth on that day, and an audit entry", async () => {
    const before = await versions();
    const last = before.at(-1);
    const now = later(0);
    const { version, effectiveFrom } = await published({ note: " Dearer\0 models " }, now);
    expect(version).toBe((last?.version ?? 0) + 1);
    expect(effectiveFrom).toEqual(later(10_000));
    const cards = await versions();
    expect(cards.slice(0, -1)).toEqual(before);
    expect(cards.at(-1)).toEqual({
      version,
      effectiveFrom,
      createdAt: now,
      createdBy: "key:platform",
      note: "Dearer models",
      rates: [{ ...task, faceValue: { minorPerThousand: 2_000, currency: "EUR" } }],
    });
    const entry = (await entries()).at(-1);
    expect(entry).toMatchObject({
      actor: "key:platform",
      subject: `rate-card:${version}`,
      reason: "Dearer models",
      before: { version: last?.version, features: 9, effectiveFrom: last?.effectiveFrom.toISOString() },
      after: { version, features: 1, effectiveFrom: effectiveFrom.toISOString() },
    });
  });

  it("keeps a markup at the face value of its day, whatever credits are worth later", async () => {
    const vendorPrice = { currency: "EUR", amount: "3" };
    const at = later(86_400_000);
    await published({
      rates: [{ ...task, credits: { markupPercent: "100" }, vendorPrice }],
      effectiveFrom: at,
    });
    const priced = async () => (await getRateCard(at))?.features[0]?.credits;
    expect(await priced()).toBe("3");
    await database.pool.query("UPDATE credit_type SET face_value_minor = 6000 WHERE id = 'ai'");
    await published({ rates: [task], effectiveFrom: later(2 * 86_400_000) });
    expect(await priced()).toBe("3");
    await database.pool.query("UPDATE credit_type SET face_value_minor = 2000 WHERE id = 'ai'");
  });

  it("takes today's face value, not the one that a card was copied with", async () => {
    const faceValue = { minorPerThousand: 1, currency: "USD" };
    const { version } = await published({ rates: [{ ...task, faceValue }] });
    const card = (await rateCards()).find((one) => one.version === version);
    expect(card?.rates[0]?.faceValue).toEqual({ minorPerThousand: 2_000n, currency: "EUR" });
  });

  it("is seen by this process at once, and is in force from its time on", async () => {
    const at = later(3 * 86_400_000);
    const current = await getRateCard(new Date(at.getTime() - 1));
    const { version } = await published({ effectiveFrom: at });
    expect((await getRateCard(at))?.version).toBe(version);
    expect(await getRateCard(new Date(at.getTime() - 1))).toEqual(current);
  });

  it("gives every one of many at once a number of its own, without a gap", async () => {
    const before = (await versions()).length;
    const made = await Promise.all(Array.from({ length: 8 }, () => published()));
    const numbers = made.map(({ version }) => version).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 8 }, (_, index) => before + index + 1));
    const after = (await entries()).slice(-8).map((entry) => entry.subject);
    expect(new Set(after)).toEqual(new Set(numbers.map((version) => `rate-card:${version}`)));
  });
});

describe("a rate card that is refused", () => {
  const twice = [task, task];
  test.each<[string, Partial<RateCardDraft>, string[]]>([
    ["is of another form", { rates: [{ ...task, credits: "-2" }] }, ["rates.0.credits"]],
    ["has a feature twice", { rates: twice }, ["rates.1.feature"]],
    [
      "is in credits that there are none of",
      { rates: [{ ...task, creditType: "gold" }] },
      ["rates.0.creditType"],
    ],
    ["marks up nothing", { rates: [{ ...task, credits: { markupPercent: "5" } }] }, ["rates.0.vendorPrice"]],
    ["has no rates", { rates: [] }, ["rates"]],
    ["begins in the past", { effectiveFrom: later(-300_001) }, ["effectiveFrom"]],
    ["does not say why", { note: " \0 " }, ["note"]],
    ["says too much", { note: "x".repeat(501) }, ["note"]],
  ])("because it %s leaves nothing behind", async (_, changes, paths) => {
    const before = [await versions(), await entries()];
    const result = await publishRateCard(platform, draft(changes), NOW);
    expect(result).toMatchObject({ ok: false, error: { code: "invalid_request" } });
    const errors = !result.ok && result.error.code === "invalid_request" ? result.error.errors : [];
    expect(errors.map(({ path }) => path)).toEqual(paths);
    expect([await versions(), await entries()]).toEqual(before);
  });

  it("is so for everyone but those who run Headroom", async () => {
    const before = await versions();
    const owner: Viewer = { ...stranger, memberships: [{ workspaceId: "w", role: "owner" }] };
    const key: Viewer = { kind: "workspace-key", workspaceId: "w", keyId: "k", scopes: ["read", "meter"] };
    for (const viewer of [stranger, owner, key]) {
      await expect(publishRateCard(viewer, draft(), NOW)).rejects.toThrow(ForbiddenError);
    }
    expect(await versions()).toEqual(before);
    const admin: Viewer = { ...stranger, email: "admin@headroom.example", isPlatformAdmin: true };
    expect(await publishRateCard(admin, draft(), NOW)).toMatchObject({ ok: true });
    expect((await versions()).at(-1)?.createdBy).toBe("user:admin@headroom.example");
  });
});

test("a version that was published is not changed by anyone", async () => {
  const change = database.pool.query("UPDATE rate_card SET note = 'Cheaper' WHERE version = 1");
  await expect(change).rejects.toThrow("append-only");
});
