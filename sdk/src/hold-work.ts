import type { Capture, Hold, Line } from "./generated.ts";
import { HeadroomError } from "./headroom-error.ts";
import type { Wait } from "./wait.ts";

/** What the work tells when it is done. Nothing at all means that all of the hold was used. */
export type Used<Result> = {
  /** What was really used; the rest of the hold is given back. Empty: nothing was used, so all is given back. */
  lines?: readonly Line[] | undefined;
  /** Take from the balance what the lines cost above the hold. */
  allowOver?: boolean | undefined;
  /** Handed on to the caller of withHold. */
  result?: Result | undefined;
};

/** The work under a hold. The signal is aborted when the hold was lost, or when the caller gave up. */
export type Work<Result> = (hold: Hold, signal: AbortSignal) => Promise<Used<Result> | undefined>;

/** What became of the work; `capture` is null where nothing was used. */
export type Worked<Result> = { capture: Capture | null; result: Result | undefined };

/** The calls about one hold. */
export type HoldCalls = {
  capture(used: { lines?: readonly Line[] | undefined; allowOver?: boolean | undefined }): Promise<Capture>;
  release(): Promise<unknown>;
  extend(signal: AbortSignal): Promise<unknown>;
};

export type HoldTimes = {
  /** How long the hold lives from when it was asked for, and from each extension. */
  lifeMs: number;
  /** How long ago it was asked for; Infinity when that is not known. */
  ageMs: number;
  wait: Wait;
  /** The caller's. */
  signal?: AbortSignal | undefined;
};

/**
 * Runs work under a hold that was made: captures when it succeeds, releases when it fails, keeps the hold alive until
 * then. Throws what the work threw; or, after it succeeded, what kept the capture from happening.
 */
export async function workUnder<Result>(
  hold: Hold,
  calls: HoldCalls,
  times: HoldTimes,
  work: Work<Result>,
): Promise<Worked<Result>> {
  const done = new AbortController();
  const lost = new AbortController();
  const signal = times.signal ? AbortSignal.any([times.signal, lost.signal]) : lost.signal;
  try {
    const { lines, allowOver, result } = await releasingOnFailure(calls, async () => {
      signal.throwIfAborted();
      // Half of its life is behind it, or it is the hold of an earlier try and may have ended.
      if (times.ageMs > times.lifeMs / 2) await calls.extend(signal);
      keepAlive(calls, times, done.signal).catch((error: unknown) => lost.abort(error));
      return (await work(hold, signal)) ?? {};
    });
    if (lines?.length !== 0) return { capture: await calls.capture({ lines, allowOver }), result };
    await calls.release();
    return { capture: null, result };
  } finally {
    done.abort();
  }
}

async function releasingOnFailure<Value>(calls: HoldCalls, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // A hold that cannot be released ends by itself; what went wrong is what the caller must hear of.
    await calls.release().catch(() => undefined);
    throw error;
  }
}

/** Extends the hold at half of its life, again and again. Throws once the hold is known to be gone. */
async function keepAlive(calls: HoldCalls, { lifeMs, ageMs, wait }: HoldTimes, done: AbortSignal) {
  const half = lifeMs / 2;
  let pause = ageMs > half ? half : half - ageMs;
  while (!done.aborted) {
    await wait(pause, done).catch(() => undefined);
    if (done.aborted) return;
    try {
      await calls.extend(AbortSignal.any([done, AbortSignal.timeout(lifeMs / 4)]));
      pause = half;
    } catch (error) {
      if (error instanceof HeadroomError && (error.status === 409 || error.status === 404)) throw error;
      pause = lifeMs / 8;
    }
  }
}
