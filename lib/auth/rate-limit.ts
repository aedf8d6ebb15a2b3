/** Counts tries per key in a window that begins with the first. Kept in memory: each process counts its own. */
export type RateLimit = {
  /** Counts one try. Null when it is allowed, otherwise the seconds until the next one is. */
  take(key: string, now: Date): number | null;
};

type Options = { limit: number; windowSeconds: number; maxKeys?: number };

export function createRateLimit({ limit, windowSeconds, maxKeys = 10_000 }: Options): RateLimit {
  const windows = new Map<string, { count: number; endsAt: number }>();

  const forgetEnded = (at: number) => {
    for (const [key, { endsAt }] of windows) if (endsAt <= at) windows.delete(key);
    // Under a flood of different keys the oldest windows go first, so that memory stays bounded.
    for (const key of windows.keys()) {
      if (windows.size < maxKeys) break;
      windows.delete(key);
    }
  };
  return {
    take(key, now) {
      const at = now.getTime();
      const known = windows.get(key);
      if (known && known.endsAt > at) {
        known.count += 1;
        return known.count <= limit ? null : Math.ceil((known.endsAt - at) / 1000);
      }
      windows.delete(key);
      if (windows.size >= maxKeys) forgetEnded(at);
      windows.set(key, { count: 1, endsAt: at + windowSeconds * 1000 });
      return null;
    },
  };
}
