import type { Ledger } from "./ledger.ts";
import { type OperationKind, operations } from "./operations.ts";
import { readable } from "./readable.ts";
import { runSteps } from "./run-model.ts";
import { shrink } from "./shrink.ts";

/** Steps of one sequence: enough to build something up, few enough to be shrunk. */
const STEPS = 2_500;
const SHRINK_MS = 120_000;

/**
 * Runs `steps` operations, sequence after sequence, and throws at the first difference: with the seed, and the shortest
 * sequence that shows it. `operations(seed, ${STEPS})` makes it again.
 */
export async function checkModel(
  ledger: Ledger,
  { seed, steps, kinds }: { seed: number; steps: number; kinds?: readonly OperationKind[] },
): Promise<void> {
  for (let done = 0; done < steps; done += STEPS) {
    const current = seed + done / STEPS;
    const sequence = operations(current, Math.min(STEPS, steps - done), kinds);
    const failure = await runSteps(ledger, sequence);
    if (!failure) continue;
    const shrunk = await shrink(ledger, sequence, failure, Date.now() + SHRINK_MS);
    const isWhole = shrunk.steps.length === failure.step + 1;
    throw new Error(
      `Engine and model part at step ${failure.step} of seed ${current}; the shortest of ${shrunk.runs} runs:\n` +
        `${readable(shrunk.steps)}\n${isWhole ? ONCE : ""}After the last of these ${shrunk.failure.what}`,
    );
  }
}

const ONCE = "With any of these left out it did not fail again, so it may be a matter of time.\n";
