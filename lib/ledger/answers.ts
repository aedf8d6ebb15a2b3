/** `answer` is the text of the result (`toAnswerText`). */
export type StoredAnswer = { bodyHash: string; answer: string };

/** What is kept under the keys of a workspace. */
export type Answers = {
  find(workspaceId: string, key: string): StoredAnswer | undefined;
  keep(workspaceId: string, key: string, answer: StoredAnswer): void;
};

/**
 * The answers given last, those of flushes under way included: a key that comes again soon needs no look at the database,
 * and two of the same in one flush have one effect. Older ones are found by the database's unique index.
 */
export class RecentAnswers implements Answers {
  readonly #most: number;
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();

  /** @param most how many are surely remembered: so many that one is rarely forgotten while its flush is under way */
  constructor(most: number) {
    this.#most = most;
  }

  find(workspaceId: string, key: string): StoredAnswer | undefined {
    return findIn(this.#young.get(key), workspaceId) ?? findIn(this.#old.get(key), workspaceId);
  }

  keep(workspaceId: string, key: string, answer: StoredAnswer): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, { workspaceId, answer, next: this.#young.get(key) });
  }

  /** For a flush that was undone: what any workspace kept under the key is looked up again. */
  forget(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

/** Most keys are used by one workspace; those that more use stand behind each other. */
type Kept = { workspaceId: string; answer: StoredAnswer; next: Kept | undefined };

function findIn(kept: Kept | undefined, workspaceId: string): StoredAnswer | undefined {
  for (let one = kept; one; one = one.next) if (one.workspaceId === workspaceId) return one.answer;
  return undefined;
}
