import type { PricedLine, Rate } from "#lib/core/rates.ts";

const MICRO = 1_000_000n;

type Price = bigint | object | undefined;

/** The rates of the model test are in credits. */
function inCredits(price: Price): bigint {
  if (typeof price !== "bigint") throw new Error("A markup is no price in credits");
  return price;
}

/** Credits for `quantity` units (millionths of a unit) at a unit rate; half up, or up to a whole credit. */
export function unitPrice(rate: Rate, quantity: bigint): bigint {
  if (rate.kind !== "unit") throw new Error("A rate by tokens has no price per unit");
  const dividend = quantity * inCredits(rate.credits);
  const divisor = rate.per * MICRO;
  if (rate.rounding === "exact") return (dividend * 2n + divisor) / (divisor * 2n);
  const step = divisor * MICRO;
  const wholeCredits = dividend / step + (dividend % step === 0n ? 0n : 1n);
  return wholeCredits * MICRO;
}

/** Credits for tokens (millionths of a token) at the rate's only model. */
export function tokenPrice(rate: Rate, tokens: NonNullable<PricedLine["line"]["tokens"]>): bigint {
  const [model] = rate.kind === "tokens" ? rate.models : [];
  const dividend =
    tokens.input * inCredits(model?.inputTokens) +
    tokens.cachedInput * inCredits(model?.cachedInputTokens) +
    tokens.output * inCredits(model?.outputTokens);
  const divisor = MICRO * MICRO;
  return (dividend * 2n + divisor) / (divisor * 2n);
}

/** The line as far as `credits` go: the most units, counted from the unchanged ones, whose price is not above it. */
export function coveredLine(priced: PricedLine, credits: bigint): PricedLine {
  const { line, rate } = priced;
  if (priced.credits <= credits) return priced;
  const priceOf = (units: bigint) => unitPrice(rate, units * MICRO);
  let low = 0n;
  let high = (line.quantity ?? 0n) / MICRO;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (priceOf(middle) <= credits) low = middle;
    else high = middle - 1n;
  }
  return {
    ...priced,
    line: { ...line, quantity: line.unchanged + low * MICRO },
    credits: priceOf(low),
  };
}
