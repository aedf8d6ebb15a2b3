/** What callers saw: how many calls a second, and how long 50, 95 and 99 of 100 of them took at most, in milliseconds. */
export type Measured = { callers: number; perSecond: number; p50Ms: number; p95Ms: number; p99Ms: number };

/** One call, and what throws unless its answer is right: apart, so that callers cost little beside what they call. */
export type Call<Answer> = { send: () => Promise<Answer>; check: (answer: Answer) => void };

/** Calls again and again on `callers` at once for `seconds`, after warming up for a quarter of that. */
export async function measure<Answer>(
  callers: number,
  seconds: number,
  call: Call<Answer>,
): Promise<Measured> {
  await runFor(callers, seconds / 4, call);
  const { latencies, took } = await runFor(callers, seconds, call);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2));
  const perSecond = Math.round(latencies.length / took);
  return { callers, perSecond, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

async function runFor<Answer>(callers: number, seconds: number, { send, check }: Call<Answer>) {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1_000;
  const caller = async () => {
    let at = performance.now();
    while (at < end) {
      check(await send());
      const answered = performance.now();
      latencies.push(answered - at);
      at = answered;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { latencies, took: (performance.now() - started) / 1_000 };
}
