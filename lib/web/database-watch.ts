// Knows whether the database answers, without asking it for every page.

const FRESH_MS = 1_000;
const PATIENCE_MS = 2_500;

type Options = { clock?: () => number; freshMs?: number; patienceMs?: number };

/**
 * Returns a question that is answered from memory for a second and otherwise by one shared probe. A probe that fails
 * or stays silent means "away"; the next question after that asks again, so recovery needs no restart.
 */
export function watchDatabase(probe: () => Promise<unknown>, options: Options = {}): () => Promise<boolean> {
  const { clock = () => performance.now(), freshMs = FRESH_MS, patienceMs = PATIENCE_MS } = options;
  let upUntil = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;

  const ask = async () => {
    const isUp = await answersWithin(probe, patienceMs);
    if (isUp) upUntil = clock() + freshMs;
    asking = undefined;
    return isUp;
  };
  return async () => {
    if (clock() < upUntil) return true;
    asking ??= ask();
    return asking;
  };
}

async function answersWithin(probe: () => Promise<unknown>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  const answer = probe().then(
    () => true,
    () => false,
  );
  const isUp = await Promise.race([answer, silence]);
  clearTimeout(timer);
  return isUp;
}
