import { HeadroomError } from "./headroom-error.ts";
import type { Wait } from "./wait.ts";

/** What the work tells when it is done. Nothing at all means that all of the hold was used. */
type Used<Line, Result> = {
  /** What was really used; the rest of the hold is given back. Empty: nothing was used, so all is given back. */
  lines?: readonly Line[] | undefined;
  /** Take from the balance what the lines cost above the hold. */
  allowOver?: boolean | undefined;
  /** Handed on to the caller of withHold. */
  result?: Result | undefined;
};

/** The work under a hold. The signal is aborted when the hold was lost, or when the caller gave up. */
export type Work<Hold, Line, Result> = (
  hold: Hold,
  signal: AbortSignal,
) => Promise<Used<Line, Result> | undefined>;

/** The calls about one hold. */
export type HoldCalls<Capture, Line> = {
  capture(used: { lines?: readonly Line[] | undefined; allowOver?: boolean | undefined }): Promise<Capture>;
  release(): Promise<unknown>;
  extend(signal: AbortSignal): Promise<unknown>;
};

export type HoldTimes = {
  /** How long the hold lives from now, and from each extension. */
  lifeMs: number;
  wait: Wait;
  /** The caller's. */
  signal?: AbortSignal | undefined;
};

/**
 * Runs work under a hold that was made: captures when it succeeds, releases when it fails, keeps the hold alive while
 * it runs. Throws what the work threw; or, after it succeeded, what kept the capture from happening.
 */
export async function workUnder<Hold, Capture, Line, Result>(
  hold: Hold,
  calls: HoldCalls<Capture, Line>,
  times: HoldTimes,
  work: Work<Hold, Line, Result>,
): Promise<{ capture: Capture | null; result: Result | undefined }> {
  const used = await workAlive(hold, calls, times, work).catch(async (error: unknown) => {
    // A hold that cannot be released ends by itself; what went wrong is what the caller must hear of.
    await calls.release().catch(() => undefined);
    throw error;
  });
  const { lines, allowOver, result } = used ?? {};
  if (lines?.length === 0) {
    await calls.release();
    return { capture: null, result };
  }
  return { capture: await calls.capture({ lines, allowOver }), result };
}

async function workAlive<Hold, Line, Result>(
  hold: Hold,
  calls: HoldCalls<unknown, Line>,
  times: HoldTimes,
  work: Work<Hold, Line, Result>,
): Promise<Used<Line, Result> | undefined> {
  const done = new AbortController();
  const lost = new AbortController();
  const signal = times.signal ? AbortSignal.any([times.signal, lost.signal]) : lost.signal;
  keepAlive(calls, times, done.signal).catch((error: unknown) => lost.abort(error));
  try {
    return await work(hold, signal);
  } finally {
    done.abort();
  }
}

/** Extends the hold at half of its life, again and again. Throws once the hold is known to be gone. */
async function keepAlive(calls: HoldCalls<unknown, unknown>, { lifeMs, wait }: HoldTimes, done: AbortSignal) {
  let pause = lifeMs / 2;
  while (!done.aborted) {
    await wait(pause, done).catch(() => undefined);
    if (done.aborted) return;
    try {
      await calls.extend(done);
      pause = lifeMs / 2;
    } catch (error) {
      if (error instanceof HeadroomError && (error.status === 409 || error.status === 404)) throw error;
      pause = lifeMs / 8;
    }
  }
}
