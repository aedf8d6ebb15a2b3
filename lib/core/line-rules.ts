// Law: a line says what its rate asks for, and nothing else: tokens by kind, or a quantity of which some may be unchanged.

import { MAX_QUANTITY, type MicroQuantity } from "./credits.ts";
import type { Line, PricingError, Rate } from "./rates.ts";

/** The first thing that is wrong with a line of this rate; null when it can be priced. Its model is not looked at. */
export function lineProblem(rate: Rate, line: Line): PricingError | null {
  return (rate.kind === "tokens" ? tokenProblem(rate, line) : unitProblem(rate, line)) ?? rangeProblem(line);
}

function tokenProblem({ feature }: Rate, { tokens, quantity, unchanged }: Line): PricingError | null {
  if (tokens === null) return invalid("quantities", `${feature} is priced by tokens: send quantities`);
  if (quantity !== null) {
    return invalid("quantity", `${feature} is priced by tokens: send quantities, not quantity`);
  }
  if (unchanged > 0n) return invalid("unchanged", "Tokens that were used cannot be unchanged");
  return null;
}

function unitProblem({ feature, unit }: Rate, { tokens, quantity, unchanged }: Line): PricingError | null {
  if (tokens !== null) return invalid("quantities", `${feature} is priced per ${unit}: send quantity`);
  if (quantity === null) return invalid("quantity", `${feature} is priced per ${unit}: send quantity`);
  if (unchanged > quantity) return invalid("unchanged", "unchanged cannot be more than quantity");
  return null;
}

function rangeProblem({ quantity, unchanged, tokens }: Line): PricingError | null {
  if (quantity !== null && isOutOfRange(quantity)) return invalid("quantity", RANGE);
  if (isOutOfRange(unchanged)) return invalid("unchanged", RANGE);
  if (tokens === null) return null;
  const { input, cachedInput, output } = tokens;
  if (isOutOfRange(input) || isOutOfRange(cachedInput) || isOutOfRange(output)) {
    return invalid("quantities", RANGE);
  }
  return null;
}

const RANGE = "Must be from 0 to 1,000,000,000,000";

function isOutOfRange(quantity: MicroQuantity): boolean {
  return quantity < 0n || quantity > MAX_QUANTITY;
}

function invalid(field: string, message: string): PricingError {
  return { code: "invalid_line", field, message };
}
