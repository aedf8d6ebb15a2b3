// Examples for the tests of the core: lots, a rate card with every built-in feature, and lines that use it.

import type { BudgetUse } from "./budgets.ts";
import { credits, MICRO } from "./credits.ts";
import type { GateRequest } from "./gate.ts";
import { DEFAULT_PRIORITY, type Lot } from "./grants.ts";
import type { Line, PricedLine, Rate, RateCard, TokenRate, UnitRate, UsageSource } from "./rates.ts";
import { priceLine } from "./rates.ts";

export const NOW = new Date("2026-11-21T14:00:00Z");

/** A paid lot of 100 AI credits that never expires, but for `changes`. */
export function sampleLot(changes: Partial<Lot> = {}): Lot {
  return {
    id: "lot",
    creditType: "ai",
    source: "pack",
    remaining: credits(100),
    held: 0n,
    priority: DEFAULT_PRIORITY,
    paid: true,
    effectiveAt: new Date("2026-01-01T00:00:00Z"),
    expiresAt: null,
    ...changes,
  };
}

export function unitRate(feature: string, changes: Partial<UnitRate> = {}): UnitRate {
  const creditType = feature.startsWith("ai.") ? "ai" : "automation";
  return {
    kind: "unit",
    feature,
    creditType,
    unit: "unit",
    rounding: "exact",
    ownKey: "same",
    manual: creditType === "ai" ? "same" : "free",
    per: 1n,
    credits: credits(1),
    models: [],
    ...changes,
  };
}

export function tokenRate(feature: string, changes: Partial<TokenRate> = {}): TokenRate {
  const base = {
    creditType: "ai",
    unit: "token",
    rounding: "exact",
    ownKey: "free",
    manual: "same",
  } as const;
  return { kind: "tokens", feature, ...base, models: [], ...changes };
}

/** Prices in micro-credits per 1,000,000 tokens: input, cached input, output. */
function tokenPrice(model: string, vendor: string, prices: [bigint, bigint, bigint]) {
  const [inputTokens, cachedInputTokens, outputTokens] = prices;
  return { model, vendor, tier: "small", inputTokens, cachedInputTokens, outputTokens };
}

const RATES: Rate[] = [
  unitRate("automation.record"),
  unitRate("automation.operation"),
  unitRate("automation.api_call"),
  unitRate("ai.attributes", { unit: "attribute", per: 100n }),
  tokenRate("ai.text", {
    models: [
      tokenPrice("mistral-small", "Mistral", [credits(10), credits(1), credits(30)]),
      tokenPrice("gemini-flash", "Google", [credits(30), 7_500_000n, credits(250)]),
      tokenPrice("gpt", "OpenAI", [credits(125), 12_500_000n, credits(1_000)]),
    ],
  }),
  tokenRate("ai.embedding", {
    models: [tokenPrice("mistral-embed", "Mistral", [credits(10), credits(10), 0n])],
  }),
  unitRate("ai.image", {
    unit: "image",
    credits: credits(4),
    models: [{ model: "image-large", vendor: "OpenAI", tier: "large", credits: credits(8) }],
  }),
  unitRate("ai.compute_second", {
    unit: "second",
    credits: 50_000n,
    models: [{ model: "gpu-large", vendor: "Own", tier: "large", credits: 200_000n }],
  }),
  unitRate("ai.task", {
    unit: "task",
    credits: credits(2),
    models: [{ model: "task-large", vendor: "Own", tier: "large", credits: credits(5) }],
  }),
];

/** The built-in features at the prices of a new installation. */
export const CARD: RateCard = {
  version: 1,
  effectiveFrom: new Date("2026-01-01T00:00:00Z"),
  rates: RATES,
};

/** `count` units of a feature; `changes` for what is special about the line. */
export function sampleLine(feature: string, count: number, changes: Partial<Line> = {}): Line {
  const quantity = BigInt(count) * MICRO;
  return { feature, quantity, unchanged: 0n, tokens: null, model: null, ownKey: false, ...changes };
}

/** A line of whole tokens: input, cached input, output. */
export function tokenLine(
  feature: string,
  model: string | null,
  [input, cachedInput, output]: [number, number, number],
): Line {
  const tokens = {
    input: BigInt(input) * MICRO,
    cachedInput: BigInt(cachedInput) * MICRO,
    output: BigInt(output) * MICRO,
  };
  return { feature, quantity: null, unchanged: 0n, tokens, model, ownKey: false };
}

/** The line with its price; throws where the card has none. */
export function priced(line: Line, source: UsageSource = "api", card: RateCard = CARD): PricedLine {
  const result = priceLine(card, line, source);
  if (!result.ok) throw new Error(`${line.feature} cannot be priced: ${result.error.code}`);
  return result.value;
}

/** A request for all of `lines` that nothing stands against but the balance, but for `changes`. */
export function sampleRequest(lines: readonly PricedLine[], changes: Partial<GateRequest> = {}): GateRequest {
  return { lines, mode: "all", paused: false, blocked: null, budgets: [], ...changes };
}

/** A budget of the whole workspace that stops at 10 automation credits, with nothing in it, but for `changes`. */
export function sampleBudget(changes: Partial<BudgetUse> = {}): BudgetUse {
  return {
    id: "budget",
    name: "Budget",
    scope: "workspace",
    subject: "",
    creditType: "automation",
    limit: credits(10),
    onReach: "stop",
    month: "2026-11",
    spent: 0n,
    held: 0n,
    ...changes,
  };
}
