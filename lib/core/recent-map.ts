// A map that never outgrows its limit: what was used recently stays. Two generations instead of a list by use, because
// moving an entry to the end at every read costs a hundred times the read.

/** Keeps at least the last `limit` keys that were set or read, and never more than twice as many. */
export class RecentMap<Key, Value> {
  readonly #limit: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value, which counts as used now. */
  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    this.#young.set(key, value);
    this.#old.delete(key);
    if (this.#young.size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  entries(): [Key, Value][] {
    return [...this.#old, ...this.#young];
  }
}
