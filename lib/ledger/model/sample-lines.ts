import type { PricedLine, Rate, UsageSource } from "#lib/core/rates.ts";
import { tokenPrice, unitPrice } from "./prices.ts";
import type { Random } from "./random.ts";

const PER_UNIT: readonly Rate[] = [
  rate("automation.record", "automation", 1n, 1_000_000n, "exact", "free"),
  rate("automation.api_call", "automation", 1n, 1_000_000n, "exact", "free"),
  rate("ai.attributes", "ai", 100n, 1_000_000n, "exact", "same"),
  rate("ai.pages", "ai", 3n, 1_000_000n, "exact", "same"),
  rate("ai.compute_second", "ai", 1n, 50_000n, "exact", "same"),
  rate("ai.batch", "ai", 100n, 1_000_000n, "whole_per_execution", "same"),
];

const TEXT: Rate = {
  kind: "tokens",
  feature: "ai.text",
  creditType: "ai",
  unit: "token",
  rounding: "exact",
  ownKey: "free",
  manual: "same",
  models: [
    {
      model: "small",
      vendor: "Vendor",
      tier: "small",
      inputTokens: 10_000_000n,
      cachedInputTokens: 1_000_000n,
      outputTokens: 30_000_000n,
    },
  ],
};

/** Few, so that what is off or in trial is also asked for. */
export const LIMITED_FEATURES = ["automation.record", "ai.attributes", TEXT.feature];

function rate(
  feature: string,
  creditType: string,
  per: bigint,
  credits: bigint,
  rounding: Rate["rounding"],
  manual: "free" | "same",
): Rate {
  return {
    kind: "unit",
    feature,
    creditType,
    unit: "unit",
    per,
    credits,
    rounding,
    manual,
    ownKey: "same",
    models: [],
  };
}

/** A line with its price. `scale` is about how many credits it costs. */
export function sampleLine(random: Random, source: UsageSource, scale: number): PricedLine {
  return random.chance(0.15) ? tokenLine(random, source, scale) : unitLine(random, source, scale);
}

/** A line per unit: the only ones of which a part can be taken. */
export function unitLine(random: Random, source: UsageSource, scale: number): PricedLine {
  const rate = random.pick(PER_UNIT);
  if (rate.kind !== "unit") throw new Error("These rates are per unit");
  const units = Math.max(1, Math.round((scale * Number(rate.per) * 1_000_000) / Number(rate.credits)));
  const quantity = sampleQuantity(random, units);
  const unchanged = random.chance(0.15) ? (quantity / 1_000_000n / 2n) * 1_000_000n : 0n;
  const isFree = source === "manual" && rate.manual === "free";
  return {
    line: { feature: rate.feature, quantity, unchanged, tokens: null, model: null, ownKey: false },
    rate,
    source,
    credits: isFree ? 0n : unitPrice(rate, quantity - unchanged),
    vendorCost: null,
  };
}

function sampleQuantity(random: Random, units: number): bigint {
  if (random.chance(0.06)) return 0n;
  const whole = BigInt(random.whole(1, units)) * 1_000_000n;
  return random.chance(0.1) ? whole + BigInt(random.whole(1, 999_999)) : whole;
}

function tokenLine(random: Random, source: UsageSource, scale: number): PricedLine {
  const tokens = () => BigInt(random.whole(0, scale * 50_000)) * 1_000_000n;
  const sampled = { input: tokens(), cachedInput: tokens(), output: tokens() };
  const ownKey = random.chance(0.1);
  return {
    line: {
      feature: TEXT.feature,
      quantity: null,
      unchanged: 0n,
      tokens: sampled,
      model: "small",
      ownKey,
    },
    rate: TEXT,
    source,
    credits: ownKey ? 0n : tokenPrice(TEXT, sampled),
    vendorCost: null,
  };
}
