import { expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import type { RateCard } from "#lib/core/rates.ts";
import type { EventRow } from "#lib/db/usage-events.ts";
import { toPrice } from "./price-terms.ts";

const model = { vendor: "v", tier: "t" };
const base = { creditType: "ai", ownKey: "free", manual: "same" } as const;
const cards: RateCard[] = [
  {
    version: 3,
    effectiveFrom: new Date(0),
    rates: [
      {
        ...base,
        kind: "unit",
        feature: "ai.attributes",
        unit: "attribute",
        rounding: "whole_per_execution",
        per: 100n,
        credits: credits(1),
        models: [],
      },
      {
        ...base,
        kind: "unit",
        feature: "ai.image",
        unit: "image",
        rounding: "exact",
        per: 1n,
        credits: credits(2),
        models: [{ ...model, model: "large", credits: credits(5) }],
      },
      {
        ...base,
        kind: "unit",
        feature: "ai.task",
        unit: "task",
        rounding: "exact",
        per: 1n,
        credits: { markupPercent: 100_000_000n },
        vendorPrice: { currency: "EUR", amount: 1_000_000n },
        // A third of a micro-credit more or less: 1 cent doubled, where 1,000 credits are worth 30 EUR.
        faceValue: { minorPerThousand: 3_000n, currency: "EUR" },
        minimum: credits(5),
        ownKey: { credits: credits(7) },
        manual: "free",
        models: [],
      },
    ],
  },
];

function event(over: Partial<EventRow>): EventRow {
  return {
    id: "e",
    debitId: "d",
    occurredAt: new Date(0),
    recordedAt: new Date(0),
    day: "2026-11-21",
    feature: "ai.attributes",
    creditType: "ai",
    quantity: 250_000_000n,
    unchanged: 0n,
    inputTokens: null,
    cachedInputTokens: null,
    outputTokens: null,
    model: null,
    ownKey: false,
    credits: credits(3),
    rateVersion: 3,
    agent: "",
    agentName: null,
    job: "",
    jobName: null,
    run: "",
    source: "api",
    actor: "key:platform",
    outcome: null,
    ...over,
  };
}

test("a price that was rounded up says so", () => {
  expect(toPrice(cards, event({}))).toEqual({
    unit: "attribute",
    terms: [{ unit: "unit", quantity: "250", credits: "1", about: false, per: "100" }],
    free: null,
    special: null,
    minimum: null,
    rounding: "whole_per_execution",
  });
});

test("a model with a price of its own is shown at that price", () => {
  const image = event({ feature: "ai.image", model: "large", quantity: 2_000_000n, credits: credits(10) });
  expect(toPrice(cards, image)?.terms).toEqual([
    { unit: "unit", quantity: "2", credits: "5", about: false, per: "1" },
  ]);
  const plain = event({ feature: "ai.image", quantity: 2_000_000n, credits: credits(4) });
  expect(toPrice(cards, plain)?.terms[0]?.credits).toBe("2");
});

test("where the card's answer is not what was charged, or there is no card, nothing is explained", () => {
  expect(toPrice(cards, event({ credits: credits(4) }))).toBeNull();
  expect(toPrice(cards, event({ rateVersion: 2 }))).toBeNull();
  expect(toPrice(cards, event({ feature: "ai.gone" }))).toBeNull();
});

const task = (over: Partial<EventRow>) => event({ feature: "ai.task", quantity: 9_000_000n, ...over });

test("a markup is shown as the credits that it comes to, and says where they are not all of it", () => {
  expect(toPrice(cards, task({ credits: credits(6) }))).toEqual({
    unit: "task",
    terms: [{ unit: "unit", quantity: "9", credits: "0.666667", about: true, per: "1" }],
    free: null,
    special: null,
    minimum: null,
    rounding: "exact",
  });
});

test("the least that a line costs is shown where it is what the line cost", () => {
  const price = toPrice(cards, task({ quantity: 1_000_000n, credits: credits(5) }));
  expect(price).toMatchObject({ minimum: "5", terms: [{ quantity: "1", credits: "0.666667" }] });
  expect(toPrice(cards, task({ quantity: 0n, credits: 0n }))).toMatchObject({ minimum: null, free: null });
});

test("a price for one's own key is shown as such, and what is free by hand has no terms", () => {
  const own = toPrice(cards, task({ ownKey: true, credits: credits(63) }));
  expect(own).toMatchObject({ special: "ownKey", free: null, terms: [{ credits: "7", about: false }] });
  const byHand = toPrice(cards, task({ ownKey: true, source: "manual", credits: 0n }));
  expect(byHand).toMatchObject({ special: null, free: "manual", terms: [], minimum: null });
});
