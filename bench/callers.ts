/** What callers saw: how many calls a second, and how long 50, 95 and 99 of 100 of them took at most, in milliseconds. */
export type Measured = { callers: number; perSecond: number; p50Ms: number; p95Ms: number; p99Ms: number };

/** Runs `call` again and again on `callers` at once for `seconds`, after warming up for a quarter of that. */
export async function measure(
  callers: number,
  seconds: number,
  call: () => Promise<void>,
): Promise<Measured> {
  await runFor(callers, seconds / 4, call);
  const { latencies, took } = await runFor(callers, seconds, call);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2));
  const perSecond = Math.round(latencies.length / took);
  return { callers, perSecond, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

async function runFor(callers: number, seconds: number, call: () => Promise<void>) {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1_000;
  const caller = async () => {
    while (performance.now() < end) {
      const at = performance.now();
      await call();
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { latencies, took: (performance.now() - started) / 1_000 };
}
