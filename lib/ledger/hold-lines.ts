import type { Credits } from "#lib/core/credits.ts";
import type { Line } from "#lib/core/rates.ts";
import type { Usage } from "./decide-spend.ts";
import type { Hold, HoldLine } from "./hold.ts";

/**
 * What is left of a hold as usage, line by line: of a line that was captured in part, the part of its quantities that its
 * credits left stand for, rounded down.
 */
export function leftoverUsage(hold: Hold): Usage[] {
  return hold.lines
    .filter(({ credits, left, recorded }) => left > 0n || (!recorded && credits === 0n))
    .map(({ line, creditType, credits, left, vendorCost }) => ({
      line: left === credits ? line : scaleLine(line, left, credits),
      creditType,
      credits: left,
      vendorCost: vendorCost && { ...vendorCost, micro: share(vendorCost.micro, left, credits) },
    }));
}

function scaleLine(line: Line, left: Credits, credits: Credits): Line {
  const { quantity, unchanged, tokens } = line;
  return {
    ...line,
    quantity: quantity === null ? null : share(quantity, left, credits),
    unchanged: share(unchanged, left, credits),
    tokens: tokens && {
      input: share(tokens.input, left, credits),
      cachedInput: share(tokens.cachedInput, left, credits),
      output: share(tokens.output, left, credits),
    },
  };
}

function share(whole: bigint, left: Credits, credits: Credits): bigint {
  return credits === 0n ? whole : (whole * left) / credits;
}

/** Notes which lines captured credits were held for: those of the same feature first, then others of the type, in order. */
export function takeFromLines(hold: Hold, { line, creditType }: Usage, captured: Credits): void {
  let rest = captured;
  for (const own of hold.lines) own.recorded = true;
  const ofType = hold.lines.filter((candidate) => candidate.creditType === creditType);
  const same = ofType.filter((candidate) => candidate.line.feature === line.feature);
  for (const candidate of [...same, ...ofType.filter((other) => !same.includes(other))]) {
    rest -= take(candidate, rest);
  }
}

function take(line: HoldLine, most: Credits): Credits {
  const amount = line.left < most ? line.left : most;
  line.left -= amount;
  return amount;
}
