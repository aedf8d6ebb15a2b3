// Switches for tests: what can go wrong between us and Stripe. They are reached through the handle of an in-process
// sandbox only; no request can set them.

/**
 * error_before: 500 and nothing was done, and the key does not remember it · error_saved: the same, and the key replays it
 * for a day, as documented · reset_after, hang_after, truncate: the work is done, the answer is lost · rate_limit: 429 ·
 * conflict: 409, another request with the key is under way · slow: answers after `delayMs` · no_error_object: a 404 that
 * the official client takes for a success.
 */
type FaultKind =
  | "error_before"
  | "error_saved"
  | "reset_after"
  | "hang_after"
  | "truncate"
  | "rate_limit"
  | "conflict"
  | "slow"
  | "no_error_object";

export type Fault = {
  kind: FaultKind;
  times: number;
  path?: RegExp;
  method?: "GET" | "POST";
  delayMs?: number;
};

export type Faults = {
  /** The next `times` (default 1) matching requests meet this fault. */
  add(kind: FaultKind, options?: Partial<Omit<Fault, "kind">>): void;
  clear(): void;
  /** The fault that this request meets, counted off. */
  take(method: string, path: string): Fault | null;
};

export function createFaults(): Faults {
  let planned: Fault[] = [];
  return {
    add: (kind, options) => planned.push({ kind, times: 1, ...options }),
    clear: () => {
      planned = [];
    },
    take(method, path) {
      const fault = planned.find(
        (one) => (one.method ?? method) === method && (one.path === undefined || one.path.test(path)),
      );
      if (!fault) return null;
      fault.times -= 1;
      if (fault.times <= 0) planned = planned.filter((one) => one !== fault);
      return fault;
    },
  };
}
