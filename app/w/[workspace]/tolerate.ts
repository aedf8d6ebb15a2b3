import type { InvalidRequest } from "#lib/core/invalid-request.ts";
import { invariant } from "#lib/core/invariant.ts";
import type { Result } from "#lib/core/result.ts";

export type Tolerated<F, T> = {
  value: T;
  /** Those that were understood. */
  filters: F;
  /** What the address held that could not be understood, in the order in which it was put aside. */
  problems: { name: keyof F & string; value: string }[];
};

/**
 * A page answers an address that was mistyped or is out of date: each filter that `load` refuses is put aside and named, and
 * the page shows what is left.
 */
export async function tolerate<F extends Record<string, string | number | null | undefined>, T>(
  filters: F,
  load: (filters: F) => Promise<Result<T, InvalidRequest>>,
): Promise<Tolerated<F, T>> {
  const problems: Tolerated<F, T>["problems"] = [];
  for (let left = filters; ; ) {
    const found = await load(left);
    if (found.ok) return { value: found.value, filters: left, problems };
    const path = found.error.errors[0]?.path;
    const name = Object.keys(left).find((key) => key === path && left[key] !== undefined);
    invariant(name !== undefined, "what is refused is one of the filters");
    problems.push({ name, value: String(left[name]) });
    left = { ...left, [name]: undefined };
  }
}
