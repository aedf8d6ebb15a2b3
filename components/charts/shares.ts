import { parseMicro } from "#lib/core/credits.ts";
import { invariant } from "#lib/core/invariant.ts";

/** Lengths of horizontal bars in per cent of the longest, for amounts of one unit; all 0 when nothing was used. */
export function prepareShares(amounts: readonly string[]): number[] {
  const micro = amounts.map((amount) => {
    const parsed = parseMicro(amount);
    invariant(parsed !== null, "chart values are plain credit amounts");
    return parsed;
  });
  const most = micro.reduce((a, b) => (a > b ? a : b), 0n);
  return micro.map((amount) => (most === 0n ? 0 : Number((amount * 10_000n) / most) / 100));
}
