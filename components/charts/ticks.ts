// Axis marks from zero up. Micro-credits in and out, so that a mark means exactly what its label says.

const MAX_INTERVALS = 4n;
const NICE = [1n, 2n, 5n];

/** At most five evenly spaced marks, zero included, whose last is not below `max`; [0, 1 credit] when `max` is 0. */
export function niceTicks(max: bigint): bigint[] {
  if (max <= 0n) return [0n, 1_000_000n];
  const step = niceStep(max);
  const count = Number((max + step - 1n) / step);
  return Array.from({ length: count + 1 }, (_, index) => step * BigInt(index));
}

/** The smallest of 1, 2 and 5 times a power of ten that reaches `max` in four steps. */
function niceStep(max: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    const factor = NICE.find((nice) => nice * power * MAX_INTERVALS >= max);
    if (factor) return factor * power;
  }
}
