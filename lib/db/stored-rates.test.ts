import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { GOLDEN_CASES } from "#lib/core/golden-cases.ts";
import { rateCardProblems } from "#lib/core/rate-card-problems.ts";
import { priceLine, type Rate, type RateCard } from "#lib/core/rates.ts";
import { readRates, storedRates } from "./stored-rates.ts";

const MIGRATIONS = join(import.meta.dirname, "../../prisma/migrations");

/** The JSON of the rate card that a migration writes. */
function migrated(migration: string): unknown {
  const sql = readFileSync(join(MIGRATIONS, migration, "migration.sql"), "utf8");
  return JSON.parse(/'(\[\n[^']*\])'/.exec(sql)?.[1] ?? "null");
}

const first = migrated("20261121000100_defaults");
const second = migrated("20261121130000_vendor_prices");

function cardOf(json: unknown): RateCard {
  const read = readRates(json);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return { version: 1, effectiveFrom: new Date(0), rates: read.value };
}

describe("the cards of a new installation", () => {
  test.each([
    ["first", first],
    ["second", second],
  ])("the %s could be published, and is kept as it is written", (_, json) => {
    const { rates } = cardOf(json);
    expect(rateCardProblems(rates, ["ai", "automation"])).toEqual([]);
    expect(storedRates.encode([...rates])).toEqual(json);
  });

  it("cost the same: the second only says what the vendors take", () => {
    const priced = (json: unknown) =>
      GOLDEN_CASES.flatMap(({ lines, source }) => lines.map((line) => priceLine(cardOf(json), line, source)));
    const credits = (json: unknown) => priced(json).map((result) => result.ok && result.value.credits);
    expect(credits(second)).toEqual(credits(first));
    const withoutVendors = JSON.parse(JSON.stringify(second), (key, value) =>
      key === "vendorPrice" ? undefined : value,
    );
    expect(withoutVendors).toEqual(first);
  });

  it("the second knows the vendor's price of every AI feature and model", () => {
    const { rates } = cardOf(second);
    const unknown = rates.filter(({ creditType, models, ...rate }) => {
      const forAll = rate.kind === "tokens" || rate.vendorPrice !== undefined;
      return creditType === "ai" && !(forAll && models.every(({ vendorPrice }) => vendorPrice));
    });
    expect(unknown).toEqual([]);
  });
});

const base = { feature: "f", creditType: "ai", unit: "u", rounding: "exact", ownKey: "same", manual: "same" };
const model = { model: "m", vendor: "v", tier: "t" };
const tokens = { inputTokens: "1", cachedInputTokens: "0.5", outputTokens: { markupPercent: "12.5" } };

describe("rates as they are kept", () => {
  it("can be all that a rate can be, and come back as they were", () => {
    const faceValue = { minorPerThousand: 2_000, currency: "EUR" };
    const vendorPrice = { currency: "EUR", amount: "0.000001" };
    const takes = { currency: "USD", inputTokens: "1", cachedInputTokens: "0", outputTokens: "30.5" };
    const json = [
      {
        ...base,
        kind: "unit",
        per: 100,
        credits: { markupPercent: "30" },
        minimum: "0.5",
        faceValue,
        vendorPrice,
        models: [model, { ...model, model: "n", credits: "2", vendorPrice }],
        tiers: [{ tier: "t", credits: "3", vendorPrice }],
        ownKey: {
          credits: "1",
          models: [{ model: "m", credits: "4" }],
          tiers: [{ tier: "t", credits: "5" }],
        },
        manual: "free",
      },
      {
        ...base,
        kind: "tokens",
        models: [model, { ...model, ...tokens, vendorPrice: takes }],
        tiers: [{ tier: "t", ...tokens, vendorPrice: takes }],
        ownKey: tokens,
        manual: { tiers: [{ tier: "t", ...tokens }] },
      },
    ];
    const { rates } = cardOf(json);
    expect(JSON.parse(JSON.stringify(storedRates.encode([...rates])))).toEqual(json);
    const [unit, text]: (Rate | undefined)[] = [...rates];
    expect(unit).toMatchObject({ per: 100n, minimum: 500_000n, credits: { markupPercent: 30_000_000n } });
    expect(unit).toMatchObject({ vendorPrice: { currency: "EUR", amount: 1n } });
    expect(text?.ownKey).toMatchObject({ outputTokens: { markupPercent: 12_500_000n } });
  });

  const unit = { ...base, kind: "unit", per: 1, credits: "1", models: [] };

  test.each<[string, unknown, string]>([
    ["that are no list", {}, "rates"],
    ["of an unknown kind", [{ ...unit, kind: "hours" }], "rates.0.kind"],
    ["with a negative price", [{ ...unit, credits: "-1" }], "rates.0.credits"],
    ["with a price as a number", [{ ...unit, credits: 1 }], "rates.0.credits"],
    ["with too many decimals", [{ ...unit, minimum: "0.0000001" }], "rates.0.minimum"],
    ["with half a unit", [{ ...unit, per: 1.5 }], "rates.0.per"],
    ["with an unknown case", [{ ...unit, ownKey: "half" }], "rates.0.ownKey"],
    ["without a case", [{ ...unit, manual: undefined }], "rates.0.manual"],
    ["with a field that means nothing", [{ ...unit, discount: "1" }], "rates.0"],
    [
      "with money of no currency",
      [{ ...unit, vendorPrice: { currency: "eur", amount: "1" } }],
      "rates.0.vendorPrice.currency",
    ],
    [
      "with a model's price in words",
      [{ ...unit, models: [{ ...model, credits: "two" }] }],
      "rates.0.models.0.credits",
    ],
  ])("%s are refused, with the field", (_, json, path) => {
    const read = readRates(json);
    expect(read.ok ? [] : read.error.map((problem) => problem.path)).toEqual([path]);
  });
});
