import { afterAll, beforeAll, expect, test } from "vitest";
import { publishRateCard } from "#lib/commands/publish-rate-card.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { getRateCard } from "./rate-card.ts";
import { NOW, platform } from "./test-workspace.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const base = { creditType: "ai", rounding: "exact", ownKey: "same", manual: "same" };
const vendorPrice = { currency: "EUR", amount: "3" };
const small = { vendor: "Own", tier: "small" };

/** The features of a card of these rates, as customers see them. */
async function shown(...rates: unknown[]) {
  const published = await publishRateCard(platform, { rates, effectiveFrom: null, note: "test" }, NOW);
  if (!published.ok) throw new Error(JSON.stringify(published.error));
  const card = await getRateCard(published.value.effectiveFrom);
  expect(card).toMatchObject({ version: published.value.version });
  return card?.features;
}

test("customers see what it comes to in credits, and not what the vendor takes", async () => {
  const features = await shown(
    {
      ...base,
      kind: "unit",
      feature: "ai.task",
      unit: "task",
      per: 10,
      credits: { markupPercent: "50" },
      vendorPrice,
      minimum: "0.5",
      models: [
        { ...small, model: "by-tier" },
        { ...small, model: "own-price", credits: "9", vendorPrice },
      ],
      tiers: [{ tier: "small", credits: "4" }],
    },
    {
      ...base,
      kind: "tokens",
      feature: "ai.text",
      unit: "token",
      minimum: "0",
      models: [
        {
          ...small,
          model: "m",
          vendorPrice: { currency: "EUR", inputTokens: "1", cachedInputTokens: "0", outputTokens: "10" },
          inputTokens: { markupPercent: "33.333333" },
          cachedInputTokens: "0",
          outputTokens: "2.5",
        },
      ],
    },
  );
  expect(features).toEqual([
    {
      feature: "ai.task",
      creditType: "ai",
      unit: "task",
      per: 10,
      credits: "2.25",
      minimum: "0.5",
      rounding: "exact",
      models: [
        { ...small, model: "by-tier", credits: "4" },
        { ...small, model: "own-price", credits: "9" },
      ],
    },
    {
      feature: "ai.text",
      creditType: "ai",
      unit: "token",
      per: 1_000_000,
      rounding: "exact",
      models: [
        { ...small, model: "m", inputTokens: "0.666667", cachedInputTokens: "0", outputTokens: "2.5" },
      ],
    },
  ]);
});

test("before the first card there is none", async () => {
  expect(await getRateCard(new Date("2019-12-31T23:59:59.999Z"))).toBeNull();
});
