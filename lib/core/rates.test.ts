import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { credits, MAX_QUANTITY, MICRO } from "./credits.ts";
import type { Line, RateCard, Rounding } from "./rates.ts";
import { priceLine, processedQuantity, rateCardAt, repriceLine, USAGE_SOURCES } from "./rates.ts";
import { CARD, priced, sampleLine, tokenLine, tokenRate, unitRate } from "./sample.ts";

const quantity = fc.bigInt({ min: 0n, max: MAX_QUANTITY });
const price = fc.bigInt({ min: 0n, max: credits(1_000) });
const rounding = fc.constantFrom<Rounding>("exact", "whole_per_execution");

function cardOf(...rates: RateCard["rates"]): RateCard {
  return { ...CARD, rates };
}

describe("the price of units", () => {
  test.each([
    ["one", 1n, credits(1), 1n * MICRO, credits(1)],
    ["none", 1n, credits(1), 0n, 0n],
    ["100 at 1 per 100", 100n, credits(1), 100n * MICRO, credits(1)],
    ["2.5 at 0.05", 1n, 50_000n, 2_500_000n, 125_000n],
    ["a third of a micro-credit", 3n, 1n, MICRO, 0n],
    ["half a micro-credit", 2n, 1n, MICRO, 1n],
    ["just under half", 2n, 1n, MICRO - 1n, 0n],
    ["two thirds of a micro-credit", 3n, 2n, MICRO, 1n],
    ["the largest quantity", 1n, credits(1), MAX_QUANTITY, credits(10n ** 12n)],
  ])("%s", (_, per, unitCredits, units, cost) => {
    const card = cardOf(unitRate("ai.task", { per, credits: unitCredits }));
    expect(priced(sampleLine("ai.task", 0, { quantity: units }), "api", card).credits).toBe(cost);
  });

  it("is that of the model where one is named", () => {
    expect(priced(sampleLine("ai.image", 3)).credits).toBe(credits(12));
    expect(priced(sampleLine("ai.image", 3, { model: "image-large" })).credits).toBe(credits(24));
  });

  it("is asked only for what changed", () => {
    const line = sampleLine("automation.record", 2_000, { unchanged: 1_940n * MICRO });
    expect(priced(line).credits).toBe(credits(60));
    expect(priced({ ...line, unchanged: 2_000n * MICRO }).credits).toBe(0n);
  });

  it("is half up to the micro-credit: never more than half of one away", () => {
    fc.assert(
      fc.property(quantity, price, fc.bigInt({ min: 1n, max: 1_000_000n }), (units, unitCredits, per) => {
        const card = cardOf(unitRate("ai.task", { per, credits: unitCredits }));
        const cost = priced(sampleLine("ai.task", 0, { quantity: units }), "api", card).credits;
        const twiceTheError = 2n * (cost * per * MICRO - units * unitCredits);
        expect(twiceTheError > -per * MICRO && twiceTheError <= per * MICRO).toBe(true);
      }),
    );
  });

  it("never falls when the quantity grows", () => {
    fc.assert(
      fc.property(quantity, quantity, price, rounding, (one, other, unitCredits, rounded) => {
        const card = cardOf(unitRate("ai.task", { per: 7n, credits: unitCredits, rounding: rounded }));
        const cost = (units: bigint) =>
          priced(sampleLine("ai.task", 0, { quantity: units }), "api", card).credits;
        expect(one <= other ? cost(one) <= cost(other) : cost(one) >= cost(other)).toBe(true);
      }),
    );
  });
});

describe("the price of tokens", () => {
  test.each<[string, [number, number, number], bigint]>([
    ["mistral-small", [1_000_000, 0, 0], credits(10)],
    ["mistral-small", [0, 1_000_000, 0], credits(1)],
    ["mistral-small", [0, 0, 1_000_000], credits(30)],
    ["mistral-small", [1, 0, 0], 10n],
    ["gemini-flash", [1_200, 800, 350], 36_000n + 6_000n + 87_500n],
    ["gpt", [0, 0, 0], 0n],
  ])("%s, %j", (model, tokens, cost) => {
    expect(priced(tokenLine("ai.text", model, tokens)).credits).toBe(cost);
  });

  it("is rounded once, over the sum", () => {
    const models = [
      {
        model: "tiny",
        vendor: "x",
        tier: "small",
        inputTokens: 400_000n,
        cachedInputTokens: 400_000n,
        outputTokens: 0n,
      },
    ];
    const card = cardOf(tokenRate("ai.text", { models }));
    // Each 0.4 micro-credits, which alone round to nothing: together 0.8.
    expect(priced(tokenLine("ai.text", "tiny", [1, 1, 0]), "api", card).credits).toBe(1n);
    expect(priced(tokenLine("ai.text", "tiny", [1, 0, 0]), "api", card).credits).toBe(0n);
  });

  it("adds up over the kinds of tokens, within one rounding", () => {
    const count = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(count, count, count, (input, cached, output) => {
        const cost = (...tokens: [number, number, number]) =>
          priced(tokenLine("ai.text", "gemini-flash", tokens)).credits;
        const apart = cost(input, 0, 0) + cost(0, cached, 0) + cost(0, 0, output);
        const difference = cost(input, cached, output) - apart;
        expect(difference >= -1n && difference <= 1n).toBe(true);
      }),
    );
  });
});

describe("a rate that rounds up to a whole credit per execution", () => {
  const whole = unitRate("ai.attributes", { per: 100n, rounding: "whole_per_execution" });

  test.each([
    [0, 0],
    [1, 1],
    [99, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])("%i attributes cost %i", (count, cost) => {
    expect(priced(sampleLine("ai.attributes", count), "api", cardOf(whole)).credits).toBe(credits(cost));
  });

  it("rounds the exact price, not one that was rounded before", () => {
    // 1.0000003 credits: half up to the micro-credit first would lose the part that makes it two.
    const dear = unitRate("ai.task", { per: 10n, credits: 10_000_003n, rounding: "whole_per_execution" });
    expect(priced(sampleLine("ai.task", 1), "api", cardOf(dear)).credits).toBe(credits(2));
    const cheap = unitRate("ai.task", { per: 10n, credits: 1n, rounding: "whole_per_execution" });
    expect(priced(sampleLine("ai.task", 1), "api", cardOf(cheap)).credits).toBe(credits(1));
  });

  it("applies to tokens too", () => {
    const models = [
      { model: "m", vendor: "x", tier: "small", inputTokens: 1n, cachedInputTokens: 0n, outputTokens: 0n },
    ];
    const card = cardOf(tokenRate("ai.text", { models, rounding: "whole_per_execution" }));
    expect(priced(tokenLine("ai.text", "m", [1, 0, 0]), "api", card).credits).toBe(credits(1));
    expect(priced(tokenLine("ai.text", "m", [0, 9, 9]), "api", card).credits).toBe(0n);
  });

  it("costs the least whole number of credits that covers the exact price", () => {
    fc.assert(
      fc.property(quantity, price, fc.bigInt({ min: 1n, max: 1_000n }), (units, unitCredits, per) => {
        const rate = { per, credits: unitCredits, rounding: "whole_per_execution" } as const;
        const line = sampleLine("ai.task", 0, { quantity: units });
        const cost = priced(line, "api", cardOf(unitRate("ai.task", rate))).credits;
        expect(cost % MICRO).toBe(0n);
        const exact = units * unitCredits;
        expect(cost * per * MICRO >= exact).toBe(true);
        expect(cost === 0n || (cost - MICRO) * per * MICRO < exact).toBe(true);
      }),
    );
  });
});

describe("what is free", () => {
  test.each(USAGE_SOURCES)("automation by %s", (source) => {
    const cost = priced(sampleLine("automation.record", 5), source).credits;
    expect(cost).toBe(source === "manual" ? 0n : credits(5));
  });

  test.each(USAGE_SOURCES)("AI by %s is not", (source) => {
    expect(priced(sampleLine("ai.attributes", 100), source).credits).toBe(credits(1));
  });

  it("tokens on the workspace's own key, but not attributes", () => {
    const text = tokenLine("ai.text", "gpt", [1_000, 0, 1_000]);
    expect(priced(text).credits > 0n).toBe(true);
    expect(priced({ ...text, ownKey: true }).credits).toBe(0n);
    expect(priced(sampleLine("ai.attributes", 100, { ownKey: true })).credits).toBe(credits(1));
  });

  it("is decided by the rate", () => {
    const rates = cardOf(
      unitRate("ai.task", { ownKey: "free", manual: "free" }),
      tokenRate("ai.text", { models: [...textModels()], ownKey: "same" }),
    );
    expect(priced(sampleLine("ai.task", 1, { ownKey: true }), "api", rates).credits).toBe(0n);
    expect(priced(sampleLine("ai.task", 1), "manual", rates).credits).toBe(0n);
    expect(priced(sampleLine("ai.task", 1), "api", rates).credits).toBe(credits(1));
    const text = { ...tokenLine("ai.text", "gpt", [1_000_000, 0, 0]), ownKey: true };
    expect(priced(text, "api", rates).credits).toBe(credits(125));
  });
});

describe("a line that cannot be priced", () => {
  const text = tokenLine("ai.text", "gpt", [1, 1, 1]);
  const record = sampleLine("automation.record", 10);
  const tooMuch = MAX_QUANTITY + 1n;
  const tokens = { input: 0n, cachedInput: 0n, output: 0n };

  test.each<[string, Line, string]>([
    ["tokens without quantities", { ...text, tokens: null }, "quantities"],
    ["tokens with a quantity", { ...text, quantity: MICRO }, "quantity"],
    ["tokens that are unchanged", { ...text, unchanged: 1n }, "unchanged"],
    ["units with quantities", { ...record, tokens }, "quantities"],
    ["units without a quantity", { ...record, quantity: null }, "quantity"],
    ["more unchanged than there was", { ...record, unchanged: 10n * MICRO + 1n }, "unchanged"],
    ["a negative quantity", { ...record, quantity: -1n, unchanged: -1n }, "quantity"],
    ["negative unchanged", { ...record, unchanged: -1n }, "unchanged"],
    ["too large a quantity", { ...record, quantity: tooMuch }, "quantity"],
    ["too many unchanged", { ...record, quantity: tooMuch, unchanged: tooMuch }, "quantity"],
    ["negative input tokens", { ...text, tokens: { ...tokens, input: -1n } }, "quantities"],
    ["negative cached tokens", { ...text, tokens: { ...tokens, cachedInput: -1n } }, "quantities"],
    ["too many output tokens", { ...text, tokens: { ...tokens, output: tooMuch } }, "quantities"],
  ])("%s", (_, line, field) => {
    const result = priceLine(CARD, line, "api");
    expect(result).toMatchObject({ ok: false, error: { code: "invalid_line", field } });
  });

  it("says what to send", () => {
    const messages = [
      { ...text, tokens: null },
      { ...text, quantity: 1n },
      { ...record, quantity: null },
    ].map((line) => priceLine(CARD, line, "api"));
    expect(messages).toMatchObject([
      { error: { message: "ai.text is priced by tokens: send quantities" } },
      { error: { message: "ai.text is priced by tokens: send quantities, not quantity" } },
      { error: { message: "automation.record is priced per unit: send quantity" } },
    ]);
  });

  it("has a feature that the card does not know", () => {
    const error = { code: "unknown_feature", feature: "ai.magic" };
    expect(priceLine(CARD, sampleLine("ai.magic", 1), "api")).toEqual({ ok: false, error });
    expect(priceLine(CARD, sampleLine("AI.TASK", 1), "api").ok).toBe(false);
  });

  test.each<[string, Line, string | null]>([
    ["tokens of no model", { ...text, model: null }, null],
    ["tokens of an unknown model", { ...text, model: "gpt-0" }, "gpt-0"],
    [
      "units of an unknown model, where models have prices",
      sampleLine("ai.image", 1, { model: "crayon" }),
      "crayon",
    ],
  ])("has a model that the rate does not know: %s", (_, line, model) => {
    const error = { code: "unknown_model", feature: line.feature, model };
    expect(priceLine(CARD, line, "api")).toEqual({ ok: false, error });
  });

  it("is not one that names a model for information", () => {
    expect(priced(sampleLine("ai.attributes", 100, { model: "any" })).credits).toBe(credits(1));
  });
});

describe("a priced line", () => {
  it("keeps its line, rate and source; without a vendor's price nobody knows the vendor's cost", () => {
    const line = sampleLine("ai.task", 2);
    expect(priced(line, "rule")).toEqual({
      line,
      rate: CARD.rates.find((rate) => rate.feature === "ai.task"),
      source: "rule",
      credits: credits(4),
      vendorCost: null,
    });
  });

  it("at another quantity is as if it had been asked for", () => {
    fc.assert(
      fc.property(quantity, quantity, fc.constantFrom(...USAGE_SOURCES), (before, after, source) => {
        const line = (units: bigint) => sampleLine("automation.record", 0, { quantity: units });
        expect(repriceLine(priced(line(before), source), after)).toEqual(priced(line(after), source));
      }),
    );
  });

  it("has processed its quantity, or all of its tokens", () => {
    expect(processedQuantity(sampleLine("ai.task", 3, { unchanged: MICRO }))).toBe(3n * MICRO);
    expect(processedQuantity(tokenLine("ai.text", "gpt", [100, 20, 3]))).toBe(123n * MICRO);
    expect(processedQuantity({ ...sampleLine("ai.task", 3), quantity: null })).toBe(0n);
  });
});

describe("the rate card in force", () => {
  const card = (version: number, day: string): RateCard => ({
    version,
    effectiveFrom: new Date(day),
    rates: [],
  });
  const cards = [card(1, "2026-01-01"), card(3, "2026-06-01"), card(2, "2026-03-01")];

  test.each([
    ["2025-12-31T23:59:59.999Z", null],
    ["2026-01-01T00:00:00.000Z", 1],
    ["2026-02-28T23:59:59.999Z", 1],
    ["2026-03-01T00:00:00.000Z", 2],
    ["2026-05-31T23:59:59.999Z", 2],
    ["2026-06-01T00:00:00.000Z", 3],
    ["2030-01-01T00:00:00.000Z", 3],
  ])("at %s is version %s", (at, version) => {
    expect(rateCardAt(cards, new Date(at))?.version ?? null).toBe(version);
    expect(rateCardAt(cards.toReversed(), new Date(at))?.version ?? null).toBe(version);
  });

  it("is the higher version where two begin together", () => {
    const twins = [card(4, "2026-01-01"), card(5, "2026-01-01"), card(2, "2026-01-01")];
    expect(rateCardAt(twins, new Date("2026-01-01"))?.version).toBe(5);
    expect(rateCardAt(twins.toReversed(), new Date("2026-01-01"))?.version).toBe(5);
    expect(rateCardAt([], new Date())).toBeNull();
  });
});

function textModels() {
  const rate = CARD.rates.find((candidate) => candidate.feature === "ai.text");
  return rate?.kind === "tokens" ? rate.models : [];
}
