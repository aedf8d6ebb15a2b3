import { describe, expect, it, test } from "vitest";
import { credits, MAX_CREDITS, MICRO } from "./credits.ts";
import { effectiveFromOf, rateCardProblems } from "./rate-card-problems.ts";
import type { Rate, TokenRate, UnitRate } from "./rates.ts";
import { CARD, NOW, tokenRate, unitRate } from "./sample.ts";

const TYPES = ["ai", "automation"];
const model = { model: "m", vendor: "x", tier: "t" };
const faceValue = { minorPerThousand: 2_000n, currency: "EUR" };
const markup = { markupPercent: 30n * MICRO };
const vendorPrice = { currency: "EUR", amount: MICRO };
const tokens = { inputTokens: 1n, cachedInputTokens: 1n, outputTokens: 1n };

const paths = (...rates: Rate[]) => rateCardProblems(rates, TYPES).map(({ path }) => path);
const unit = (changes: Partial<UnitRate>) => unitRate("ai.task", changes);
const text = (changes: Partial<TokenRate>) =>
  tokenRate("ai.text", { models: [{ ...model, ...tokens }], ...changes });

describe("a rate card is published", () => {
  it("with the prices of a new installation", () => {
    expect(rateCardProblems(CARD.rates, TYPES)).toEqual([]);
  });

  test.each<[string, Rate]>([
    ["a tier's price", unit({ models: [model], tiers: [{ tier: "t", credits: 1n }] })],
    [
      "a markup on a model's vendor's price",
      unit({ faceValue, models: [{ ...model, credits: markup, vendorPrice }] }),
    ],
    [
      "a markup on a tier's vendor's price",
      unit({ faceValue, models: [model], tiers: [{ tier: "t", credits: markup, vendorPrice }] }),
    ],
    ["a markup on what a line without a model takes", unit({ faceValue, credits: markup, vendorPrice })],
    [
      "a vendor's price in other money, without a markup",
      unit({ vendorPrice: { currency: "USD", amount: 1n }, faceValue }),
    ],
    [
      "credits without a face value, without a markup",
      unit({ faceValue: { ...faceValue, minorPerThousand: 0n } }),
    ],
    [
      "a price for one's own key, for all models",
      unit({ models: [{ ...model, credits: 1n }], ownKey: { credits: 1n } }),
    ],
    ["a price by hand for all tokens", text({ manual: tokens })],
    ["a price for one's own key by tier", text({ ownKey: { tiers: [{ tier: "t", ...tokens }] } })],
    [
      "the largest price and the largest number of units",
      unit({ credits: MAX_CREDITS, per: 10n ** 12n, minimum: MAX_CREDITS }),
    ],
  ])("with %s", (_, rate) => {
    expect(rateCardProblems([rate], TYPES)).toEqual([]);
  });
});

describe("a rate card is not published", () => {
  it("without a rate", () => {
    expect(paths()).toEqual(["rates"]);
  });

  it("when two rates are of the same feature, whichever of them is meant", () => {
    expect(paths(unit({}), text({}), unit({ credits: 9n }))).toEqual(["rates.2.feature"]);
  });

  test.each<[string, Rate, string[]]>([
    ["an unknown credit type", unit({ creditType: "gold" }), ["creditType"]],
    ["a feature that no line can name", unitRate("ai task", { creditType: "ai" }), ["feature"]],
    ["no unit", unit({ unit: " " }), ["unit"]],
    ["a price for no units", unit({ per: 0n }), ["per"]],
    ["a price for less than no units", unit({ per: -1n }), ["per"]],
    ["a price for too many units", unit({ per: 10n ** 12n + 1n }), ["per"]],
    ["a negative price", unit({ credits: -1n }), ["credits"]],
    ["too high a price", unit({ credits: MAX_CREDITS + 1n }), ["credits"]],
    ["a negative minimum", unit({ minimum: -1n }), ["minimum"]],
    ["a negative price of a model", unit({ models: [{ ...model, credits: -1n }] }), ["models.0.credits"]],
    ["a negative price of a tier", unit({ tiers: [{ tier: "t", credits: -1n }] }), ["tiers.0.credits"]],
    ["a negative price of a case", unit({ manual: { credits: -1n } }), ["manual.credits"]],
    [
      "a negative markup",
      unit({ credits: { markupPercent: -1n }, vendorPrice, faceValue }),
      ["credits.markupPercent"],
    ],
    ["a vendor who pays", unit({ vendorPrice: { ...vendorPrice, amount: -1n } }), ["vendorPrice.amount"]],
    ["tokens of no model", text({ models: [] }), ["models"]],
    ["a model without a name", unit({ models: [{ ...model, model: "", credits: 1n }] }), ["models.0.model"]],
    ["a tier without a name", unit({ tiers: [{ tier: "", credits: 1n }] }), ["tiers.0.tier"]],
    [
      "a name that cannot be kept",
      unit({ models: [{ ...model, vendor: "x\0", credits: 1n }] }),
      ["models.0.vendor"],
    ],
    [
      "a model twice",
      unit({
        models: [
          { ...model, credits: 1n },
          { ...model, credits: 2n },
        ],
      }),
      ["models.1.model"],
    ],
    [
      "a tier twice",
      unit({
        tiers: [
          { tier: "t", credits: 1n },
          { tier: "t", credits: 2n },
        ],
      }),
      ["tiers.1.tier"],
    ],
    [
      "a model whose tier has no price",
      unit({ models: [model], tiers: [{ tier: "u", credits: 1n }] }),
      ["models.0.credits"],
    ],
    [
      "tokens of one kind without a price",
      text({ models: [{ ...model, ...tokens, outputTokens: undefined }] }),
      ["models.0.outputTokens"],
    ],
    ["a markup on nothing", unit({ credits: markup, faceValue }), ["vendorPrice"]],
    [
      "a markup of a tier on nothing",
      unit({ faceValue, models: [model], tiers: [{ tier: "t", credits: markup }] }),
      ["models.0.vendorPrice"],
    ],
    [
      "a markup on other money",
      unit({ credits: markup, vendorPrice: { currency: "USD", amount: 1n }, faceValue }),
      ["vendorPrice"],
    ],
    [
      "a markup on credits that are worth nothing",
      unit({ credits: markup, vendorPrice, faceValue: { ...faceValue, minorPerThousand: 0n } }),
      ["creditType"],
    ],
    [
      "a case that leaves lines without a price",
      unit({ ownKey: { tiers: [{ tier: "t", credits: 1n }] }, models: [{ ...model, credits: 1n }] }),
      ["ownKey"],
    ],
    [
      "a case of a model that there is none of",
      unit({ ownKey: { credits: 1n, models: [{ model: "m", credits: 1n }] } }),
      ["ownKey.models.0"],
    ],
    [
      "a case of a tier that there is none of",
      text({ manual: { ...tokens, tiers: [{ tier: "u", ...tokens }] } }),
      ["manual.tiers.0"],
    ],
    [
      "a case that names a model twice",
      unit({
        models: [{ ...model, credits: 1n }],
        manual: { credits: 1n, models: [{ model: "m", credits: 1n }, { model: "m" }] },
      }),
      ["manual.models.1"],
    ],
  ])("with %s", (_, rate, expected) => {
    expect(paths(rate)).toEqual(expected.map((path) => `rates.0.${path}`));
  });

  it("and says all that is wrong at once, each thing once and in words", () => {
    const rates = [
      unit({ creditType: "gold", per: 0n }),
      text({ faceValue, ownKey: { inputTokens: markup, cachedInputTokens: markup, outputTokens: 1n } }),
    ];
    expect(rateCardProblems(rates, TYPES)).toEqual([
      { path: "rates.0.creditType", message: 'There is no credit type "gold"' },
      { path: "rates.0.per", message: "Must be from 1 to 1,000,000,000,000" },
      { path: "rates.1.models.0.vendorPrice", message: "A markup needs the vendor's price" },
    ]);
  });

  it("with a number that is larger than can be kept, wherever it stands", () => {
    const dear = { ...model, credits: 1n, vendorPrice: { currency: "EUR", amount: MAX_CREDITS + 1n } };
    expect(paths(unit({ models: [dear], minimum: credits(10n ** 12n) + 1n }))).toEqual([
      "rates.0.models.0.vendorPrice.amount",
      "rates.0.minimum",
    ]);
  });
});

describe("a version takes effect", () => {
  const later = (ms: number) => new Date(NOW.getTime() + ms);

  it("as soon as everyone knows of it, unless a later time is asked for", () => {
    expect(effectiveFromOf(null, NOW)).toEqual(later(10_000));
    expect(effectiveFromOf(later(10_000), NOW)).toEqual(later(10_000));
    expect(effectiveFromOf(later(10_001), NOW)).toEqual(later(10_001));
    expect(effectiveFromOf(later(0), NOW)).toEqual(later(10_000));
  });

  it("not before it was published; a clock that is five minutes slow asks for now", () => {
    expect(effectiveFromOf(later(-300_000), NOW)).toEqual(later(10_000));
    expect(effectiveFromOf(later(-300_001), NOW)).toBeNull();
  });
});
