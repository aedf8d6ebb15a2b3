import type { Ledger } from "./ledger.ts";
import type { Step } from "./operations.ts";
import { type Failure, runSteps } from "./run-model.ts";

export type Shrunk = { steps: Step[]; failure: Failure; runs: number };

/**
 * The shortest sequence it finds that fails in the same way: leaves out ever smaller stretches of steps as long as it still
 * fails (delta debugging, Zeller and Hildebrandt 2002), each time in new workspaces. Gives up at `until` with the best so far.
 */
export async function shrink(
  ledger: Ledger,
  steps: readonly Step[],
  failure: Failure,
  until: number,
): Promise<Shrunk> {
  let best: Shrunk = { steps: steps.slice(0, failure.step + 1), failure, runs: 0 };
  const improve = async (candidate: Step[]): Promise<boolean> => {
    const found = await runSteps(ledger, candidate);
    const isSame = found?.sort === failure.sort;
    best = isSame
      ? { steps: candidate.slice(0, found.step + 1), failure: found, runs: best.runs + 1 }
      : { ...best, runs: best.runs + 1 };
    return isSame;
  };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; ) {
    let improved = false;
    for (let from = best.steps.length - size; from > -size && Date.now() < until; from -= size) {
      const kept = best.steps.filter((_, index) => index < from || index >= from + size);
      if (kept.length > 0 && (await improve(kept))) improved = true;
    }
    if (Date.now() >= until) break;
    if (size === 1 && !improved) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return best;
}
