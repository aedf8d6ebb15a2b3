/** A small deterministic generator (mulberry32), so that the same demo is made every time. Demo data only, never ids or secrets. */
export type Random = {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  pick<T>(values: readonly [T, ...T[]]): T;
};

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    int,
    chance: (percent) => int(1, 100) <= percent,
    pick: (values) => values[int(0, values.length - 1)] ?? values[0],
  };
}
