import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { credits, MAX_QUANTITY, MICRO } from "./credits.ts";
import type { FaceValue, Price, UnitVendorPrice } from "./prices.ts";
import { type Line, priceLine, type Rate, type RateCard, repriceLine, type UnitRate } from "./rates.ts";
import { CARD, priced, sampleLine, tokenLine, tokenRate, unitRate } from "./sample.ts";

const FACE: FaceValue = { minorPerThousand: 2_000n, currency: "EUR" }; // a credit is 2 cents
const cents = (amount: bigint): UnitVendorPrice => ({ currency: "EUR", amount: amount * MICRO });
const percent = (whole: bigint): Price => ({ markupPercent: whole * MICRO });

function cardOf(...rates: Rate[]): RateCard {
  return { ...CARD, rates };
}

function costOf(rate: Rate, line: Line, source: Parameters<typeof priced>[1] = "api") {
  return priced(line, source, cardOf(rate)).credits;
}

describe("a tier of models", () => {
  const images = unitRate("ai.image", {
    models: [
      { model: "s", vendor: "x", tier: "small" },
      { model: "l", vendor: "x", tier: "large" },
      { model: "own", vendor: "x", tier: "large", credits: credits(9) },
    ],
    tiers: [
      { tier: "small", credits: credits(2) },
      { tier: "large", credits: credits(5) },
    ],
  });

  test.each<[string | null, number]>([
    ["s", 2],
    ["l", 5],
    ["own", 9],
    [null, 1],
  ])("prices a model that has no price of its own: %s costs %i", (model, cost) => {
    expect(costOf(images, sampleLine("ai.image", 1, { model }))).toBe(credits(cost));
  });

  it("prices each kind of tokens that a model leaves out", () => {
    const text = tokenRate("ai.text", {
      models: [{ model: "m", vendor: "x", tier: "t", outputTokens: credits(7) }],
      tiers: [
        { tier: "t", inputTokens: credits(1), cachedInputTokens: credits(2), outputTokens: credits(3) },
      ],
    });
    expect(costOf(text, tokenLine("ai.text", "m", [1_000_000, 1_000_000, 1_000_000]))).toBe(credits(10));
  });

  it("is no model: a line cannot name it", () => {
    const line = sampleLine("ai.image", 1, { model: "small" });
    expect(priceLine(cardOf(images), line, "api")).toMatchObject({ error: { code: "unknown_model" } });
  });
});

describe("a price of its own", () => {
  const own = { model: "m", vendor: "x", tier: "t", credits: credits(10) };
  const other = { model: "n", vendor: "x", tier: "u", credits: credits(20) };
  const rate = unitRate("ai.task", {
    credits: credits(5),
    models: [own, other, { ...own, model: "o" }],
    ownKey: {
      credits: credits(1),
      models: [{ model: "m", credits: credits(3) }],
      tiers: [{ tier: "t", credits: credits(2) }],
    },
    manual: { credits: credits(4) },
  });
  const task = (model: string | null, ownKey = false) => sampleLine("ai.task", 1, { model, ownKey });

  test.each<[string, Line, number]>([
    ["no model", task(null, true), 1],
    ["a model that is named", task("m", true), 3],
    ["a model of a tier that is named", task("o", true), 2],
    ["any other model", task("n", true), 1],
    ["the vendor's bill is ours", task("n"), 20],
  ])("for the workspace's own key: %s", (_, line, cost) => {
    expect(costOf(rate, line)).toBe(credits(cost));
  });

  it("for work by hand goes before that for one's own key", () => {
    expect(costOf(rate, task("m"), "manual")).toBe(credits(4));
    expect(costOf(rate, task("m", true), "manual")).toBe(credits(4));
    expect(costOf({ ...rate, manual: "same" }, task("m", true), "manual")).toBe(credits(3));
  });

  it("never makes what is free cost something", () => {
    const both = { ownKey: true, model: "m" };
    const byHand = (changes: Partial<UnitRate>) =>
      costOf({ ...rate, ...changes }, sampleLine("ai.task", 1, both), "manual");
    expect(byHand({ ownKey: "free" })).toBe(0n);
    expect(byHand({ manual: "free" })).toBe(0n);
  });

  it("can be one for all tokens", () => {
    const prices = { inputTokens: credits(10), cachedInputTokens: credits(10), outputTokens: credits(10) };
    const text = tokenRate("ai.text", {
      models: [{ model: "m", vendor: "x", tier: "t", ...prices }],
      ownKey: { inputTokens: credits(1), cachedInputTokens: 0n, outputTokens: credits(2) },
    });
    const line = { ...tokenLine("ai.text", "m", [1_000_000, 1_000_000, 1_000_000]), ownKey: true };
    expect(costOf(text, line)).toBe(credits(3));
  });
});

describe("the least that a line costs", () => {
  const least = (changes: Partial<UnitRate> = {}) =>
    unitRate("ai.task", { minimum: 500_000n, credits: 100_000n, ...changes });

  test.each<[number, bigint]>([
    [0, 0n],
    [1, 500_000n],
    [5, 500_000n],
    [6, 600_000n],
  ])("%i at 0.1 with a minimum of 0.5", (count, cost) => {
    expect(costOf(least(), sampleLine("ai.task", count))).toBe(cost);
  });

  it("is asked for the smallest thing that has a price, and not where nothing was done or all is unchanged", () => {
    expect(costOf(least({ credits: 1n }), sampleLine("ai.task", 0, { quantity: 1n }))).toBe(500_000n);
    expect(costOf(least(), sampleLine("ai.task", 9, { unchanged: 9n * MICRO }))).toBe(0n);
    expect(costOf(least({ credits: 0n }), sampleLine("ai.task", 9))).toBe(0n);
  });

  it("is not asked for what is free", () => {
    expect(costOf(least({ manual: "free" }), sampleLine("ai.task", 9), "manual")).toBe(0n);
    expect(costOf(least({ ownKey: "free" }), sampleLine("ai.task", 9, { ownKey: true }))).toBe(0n);
  });

  it("comes before rounding up to a whole credit", () => {
    const whole = (minimum: bigint) => least({ rounding: "whole_per_execution", minimum });
    expect(costOf(whole(500_000n), sampleLine("ai.task", 1))).toBe(credits(1));
    expect(costOf(whole(credits(1) + 1n), sampleLine("ai.task", 1))).toBe(credits(2));
    expect(costOf(whole(500_000n), sampleLine("ai.task", 11))).toBe(credits(2));
  });
});

describe("a markup", () => {
  it("is on the vendor's price, turned into credits by their face value", () => {
    // 3 cents and a third: 4 cents, at 2 cents a credit.
    const rate = unitRate("ai.task", {
      credits: { markupPercent: 33_333_333n },
      vendorPrice: cents(3n),
      faceValue: FACE,
    });
    expect(costOf(rate, sampleLine("ai.task", 1))).toBe(2_000_000n);
    expect(costOf({ ...rate, credits: percent(0n) }, sampleLine("ai.task", 2))).toBe(credits(3));
  });

  it("of a tier is on each model's own vendor's price", () => {
    const rate = unitRate("ai.task", {
      faceValue: FACE,
      models: [
        { model: "a", vendor: "x", tier: "t", vendorPrice: cents(10n) },
        { model: "b", vendor: "x", tier: "t" },
      ],
      tiers: [{ tier: "t", credits: percent(100n), vendorPrice: cents(2n) }],
    });
    const cost = (model: string) => costOf(rate, sampleLine("ai.task", 1, { model }));
    expect([cost("a"), cost("b")]).toEqual([credits(10), credits(2)]);
  });

  it("stands beside prices in credits, kind by kind", () => {
    const vendorPrice = {
      currency: "EUR",
      inputTokens: 10n * MICRO,
      cachedInputTokens: MICRO,
      outputTokens: 30n * MICRO,
    };
    const model = { model: "m", vendor: "x", tier: "t", vendorPrice };
    const prices = { inputTokens: percent(50n), cachedInputTokens: credits(7), outputTokens: percent(0n) };
    const text = tokenRate("ai.text", { faceValue: FACE, models: [{ ...model, ...prices }] });
    expect(costOf(text, tokenLine("ai.text", "m", [1_000_000, 1_000_000, 1_000_000]))).toBe(29_500_000n);
  });

  it("is exact until the one rounding, half up", () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 6n });
    fc.assert(
      fc.property(
        fc.record({
          units: fc.bigInt({ min: 0n, max: MAX_QUANTITY }),
          vendor: amounts,
          markupPercent: amounts,
        }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        ({ units, vendor, markupPercent }, minorPerThousand, per) => {
          const rate = unitRate("ai.task", {
            per,
            credits: { markupPercent },
            vendorPrice: { currency: "EUR", amount: vendor },
            faceValue: { minorPerThousand, currency: "EUR" },
          });
          const cost = costOf(rate, sampleLine("ai.task", 0, { quantity: units }));
          // micro-credits = vendor's money x (1 + markup) x 1,000 / face value, for units / per.
          const exact = units * vendor * (100n * MICRO + markupPercent) * 1_000n;
          const divisor = minorPerThousand * 100n * MICRO * per * MICRO;
          const twiceTheError = 2n * (cost * divisor - exact);
          expect(twiceTheError > -divisor && twiceTheError <= divisor).toBe(true);
        },
      ),
    );
  });

  it("without a vendor's price or a face value is nothing to reckon with", () => {
    const line = sampleLine("ai.task", 1);
    const rate = unitRate("ai.task", { credits: percent(10n), vendorPrice: cents(3n), faceValue: FACE });
    expect(() => costOf({ ...rate, vendorPrice: undefined }, line)).toThrow("vendor's price");
    expect(() => costOf({ ...rate, faceValue: undefined }, line)).toThrow("face value");
  });
});

describe("what the vendor takes", () => {
  const rate = unitRate("ai.attributes", { per: 100n, vendorPrice: cents(3n) });
  const costs = (line: Line, source: Parameters<typeof priced>[1] = "api", of: Rate = rate) =>
    priced(line, source, cardOf(of)).vendorCost;

  test.each<[string, Line, bigint]>([
    ["all of it", sampleLine("ai.attributes", 250), 7_500_000n],
    ["not for what was unchanged", sampleLine("ai.attributes", 250, { unchanged: 50n * MICRO }), 6_000_000n],
    ["half up to the millionth", sampleLine("ai.attributes", 0, { quantity: 17n }), 1n],
    ["nothing for nothing", sampleLine("ai.attributes", 0), 0n],
    ["nothing of ours with the workspace's own key", sampleLine("ai.attributes", 250, { ownKey: true }), 0n],
  ])("%s", (_, line, micro) => {
    expect(costs(line)).toEqual({ micro, currency: "EUR" });
  });

  it("is of the model, its tier, or of a line without a model", () => {
    const model = { vendor: "x", tier: "t", credits: credits(1) };
    const usd = { currency: "USD", amount: 5n };
    const task = unitRate("ai.task", {
      vendorPrice: cents(1n),
      models: [
        { ...model, model: "own", vendorPrice: usd },
        { ...model, model: "tier" },
        { ...model, model: "unknown", tier: "u" },
      ],
      tiers: [{ tier: "t", credits: credits(1), vendorPrice: cents(2n) }],
    });
    const of = (name: string | null) => costs(sampleLine("ai.task", 1, { model: name }), "api", task);
    expect(of("own")).toEqual({ micro: 5n, currency: "USD" });
    expect(of("tier")).toEqual({ micro: 2n * MICRO, currency: "EUR" });
    expect(of("unknown")).toBeNull();
    expect(of(null)).toEqual({ micro: MICRO, currency: "EUR" });
  });

  it("adds up over the kinds of tokens", () => {
    const vendorPrice = { currency: "EUR", inputTokens: 3n, cachedInputTokens: 5n, outputTokens: 7n };
    const prices = { inputTokens: 0n, cachedInputTokens: 0n, outputTokens: 0n };
    const text = tokenRate("ai.text", {
      models: [{ model: "m", vendor: "x", tier: "t", ...prices, vendorPrice }],
    });
    const line = tokenLine("ai.text", "m", [1_000_000, 2_000_000, 3_000_000]);
    expect(costs(line, "api", text)).toEqual({ micro: 34n, currency: "EUR" });
  });

  it("is the same whoever started it and whatever it costs in credits", () => {
    const free = { ...rate, manual: "free", minimum: credits(9) } as const;
    const line = sampleLine("ai.attributes", 100);
    expect(priced(line, "manual", cardOf(free))).toMatchObject({
      credits: 0n,
      vendorCost: { micro: 3_000_000n, currency: "EUR" },
    });
  });

  it("follows the quantity when a line is priced again", () => {
    const before = priced(sampleLine("ai.attributes", 200), "api", cardOf(rate));
    expect(repriceLine(before, 100n * MICRO)).toEqual(
      priced(sampleLine("ai.attributes", 100), "api", cardOf(rate)),
    );
  });

  it("has a limit: more than can be kept is refused, and what is just below is not", () => {
    const dear = unitRate("ai.task", { vendorPrice: { currency: "EUR", amount: 2n ** 63n - 1n } });
    const at = (quantity: bigint) => priceLine(cardOf(dear), sampleLine("ai.task", 0, { quantity }), "api");
    expect(at(MICRO)).toMatchObject({ ok: true, value: { vendorCost: { micro: 2n ** 63n - 1n } } });
    expect(at(MICRO + 1n)).toMatchObject({ ok: false, error: { code: "invalid_line", field: "quantity" } });
  });
});

describe("a price never falls when a quantity grows", () => {
  const price = fc.oneof(
    fc.bigInt({ min: 0n, max: credits(100) }),
    fc.record({ markupPercent: fc.bigInt({ min: 0n, max: 1_000n * MICRO }) }),
  );
  const vendorPrice = fc.record({
    currency: fc.constant("EUR"),
    amount: fc.bigInt({ min: 0n, max: credits(9) }),
  });
  const special = fc.oneof(fc.constantFrom<"free" | "same">("free", "same"), fc.record({ credits: price }));
  const rates = fc.record({
    per: fc.bigInt({ min: 1n, max: 1_000n }),
    credits: price,
    rounding: fc.constantFrom<"exact" | "whole_per_execution">("exact", "whole_per_execution"),
    minimum: fc.bigInt({ min: 0n, max: credits(20) }),
    vendorPrice,
    ownKey: special,
    manual: special,
    models: fc.constant({ model: "m", vendor: "x", tier: "t" }).map((model) => [model]),
    tiers: fc.record({ tier: fc.constant("t"), credits: price, vendorPrice }).map((tier) => [tier]),
  });
  const units = fc.bigInt({ min: 0n, max: 10n ** 10n });

  it("with minimum, rounding, tiers, markups and special prices, and neither does the vendor's cost", () => {
    fc.assert(
      fc.property(
        rates,
        units,
        units,
        fc.record({
          model: fc.constantFrom(null, "m"),
          ownKey: fc.boolean(),
          source: fc.constantFrom<"api" | "manual">("api", "manual"),
        }),
        (changes, quantity, more, { model, ownKey, source }) => {
          const rate = unitRate("ai.task", { ...changes, faceValue: FACE });
          const line = sampleLine("ai.task", 0, { quantity, model, ownKey });
          const less = priced(line, source, cardOf(rate));
          const grown = repriceLine(less, quantity + more);
          expect(grown.credits >= less.credits).toBe(true);
          expect((grown.vendorCost?.micro ?? 0n) >= (less.vendorCost?.micro ?? 0n)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
