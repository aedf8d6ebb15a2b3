// Reads by id, gathered: those asked for while a statement is under way go together in the next one. Under load a thousand
// callers cost a few statements, and one caller alone waits for nobody.
import { UnavailableError } from "#lib/core/errors.ts";

const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 1_000;

/** Reads many at once; what does not exist is missing from the map. */
type Read<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/**
 * Turns a read of many into a read of one. Every answer was read after it was asked for. Those who ask for the same id at the
 * same time share one answer, so nobody may change it. Rejects with UnavailableError when too many wait.
 */
export function gatherReads<T>(read: Read<T>): (id: string) => Promise<T | undefined> {
  let waiting = new Map<string, PromiseWithResolvers<T | undefined>>();
  let isReading = false;

  async function readAll(): Promise<void> {
    // When this turn of the event loop has brought all that it brings, so that those who arrive together go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.size > 0) {
      const now = takeFirst();
      try {
        const found = await read([...now.keys()]);
        for (const [id, { resolve }] of now) resolve(found.get(id));
      } catch (error) {
        for (const { reject } of now.values()) reject(error);
      }
    }
    isReading = false;
  }

  function takeFirst() {
    const all = waiting;
    waiting = new Map();
    if (all.size <= MOST_AT_ONCE) return all;
    const entries = [...all];
    waiting = new Map(entries.slice(MOST_AT_ONCE));
    return new Map(entries.slice(0, MOST_AT_ONCE));
  }

  return (id) => {
    const asked = waiting.get(id);
    if (asked) return asked.promise;
    if (waiting.size >= MOST_WAITING) {
      return Promise.reject(new UnavailableError("Too many reads wait for the database."));
    }
    const mine = Promise.withResolvers<T | undefined>();
    waiting.set(id, mine);
    if (!isReading) {
      isReading = true;
      void readAll();
    }
    return mine.promise;
  };
}
