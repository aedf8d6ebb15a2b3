import { describe, expect, test, vi } from "vitest";
import type { Capture, Hold } from "../src/generated.ts";
import { HeadroomError } from "../src/headroom-error.ts";
import { type HoldCalls, workUnder } from "../src/hold-work.ts";
import { wait } from "../src/wait.ts";

const AMOUNTS = { required: { automation: "5" }, balance: {}, lines: [] } as const;
const HOLD: Hold = {
  id: "hold-1",
  held: AMOUNTS.required,
  expiresAt: "2026-11-21T12:05:00.000Z",
  ...AMOUNTS,
};
const CAPTURE: Capture = {
  id: "debit-1",
  spent: AMOUNTS.required,
  hold: { id: HOLD.id, open: false, held: {}, released: {} },
  ...AMOUNTS,
};
const LINE = { feature: "automation.record", quantity: 2 };

function calls(over: Partial<HoldCalls> = {}) {
  return {
    capture: vi.fn(async () => CAPTURE),
    release: vi.fn(async () => undefined),
    extend: vi.fn(async () => undefined),
    ...over,
  };
}

/** A clock that stands still. */
const never = { lifeMs: 60_000, ageMs: 0, wait: (_: number, signal?: AbortSignal) => wait(2 ** 30, signal) };
/** A clock on which every pause is over at once; `pauses` notes them. */
function swift(pauses: number[] = []) {
  const pass = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  return { lifeMs: 800, ageMs: 0, wait: pass };
}

function refused(status: number, code: string): HeadroomError {
  return new HeadroomError(code, {
    status,
    code,
    problem: null,
    requestId: null,
    idempotencyKey: null,
    attempts: 1,
  });
}

describe("work under a hold", () => {
  test("that says nothing is captured whole", async () => {
    const made = calls();
    const outcome = await workUnder(HOLD, made, never, async (hold) => {
      expect(hold).toBe(HOLD);
    });
    expect(outcome).toEqual({ capture: CAPTURE, result: undefined });
    expect(made.capture).toHaveBeenCalledExactlyOnceWith({});
    expect(made.release).not.toHaveBeenCalled();
  });

  test("that says what it used is captured to that, and its result is handed on", async () => {
    const made = calls();
    const outcome = await workUnder(HOLD, made, never, async () => ({
      lines: [LINE],
      allowOver: true,
      result: 42,
    }));
    expect(outcome).toEqual({ capture: CAPTURE, result: 42 });
    expect(made.capture).toHaveBeenCalledExactlyOnceWith({ lines: [LINE], allowOver: true });
  });

  test("that used nothing gives all back", async () => {
    const made = calls();
    const outcome = await workUnder(HOLD, made, never, async () => ({ lines: [], result: "none" }));
    expect(outcome).toEqual({ capture: null, result: "none" });
    expect(made.capture).not.toHaveBeenCalled();
    expect(made.release).toHaveBeenCalledOnce();
  });

  test("that fails is released, and its own error is the one that is heard", async () => {
    const made = calls();
    const failure = new Error("The model is away");
    const work = async () => {
      throw failure;
    };
    await expect(workUnder(HOLD, made, never, work)).rejects.toBe(failure);
    expect(made.release).toHaveBeenCalledOnce();
    expect(made.capture).not.toHaveBeenCalled();
  });

  test("that fails is heard even when its hold cannot be released", async () => {
    const failure = new Error("The model is away");
    const release = async () => {
      throw refused(409, "hold_ended");
    };
    const work = async () => {
      throw failure;
    };
    await expect(workUnder(HOLD, calls({ release }), never, work)).rejects.toBe(failure);
  });

  test("whose capture is refused is not released: the work was done", async () => {
    const capture = async () => {
      throw refused(409, "capture_exceeds_hold");
    };
    const made = calls({ capture });
    const work = async () => ({ lines: [LINE] });
    await expect(workUnder(HOLD, made, never, work)).rejects.toMatchObject({ code: "capture_exceeds_hold" });
    expect(made.release).not.toHaveBeenCalled();
  });
});

describe("work that outlives its hold", () => {
  test("has it extended at half of its life, until it is done", async () => {
    const pauses: number[] = [];
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const extend = vi.fn(async () => {
      if (extend.mock.calls.length === 3) resolve();
    });
    await workUnder(HOLD, calls({ extend }), swift(pauses), async () => {
      await enough;
    });
    const extensions = extend.mock.calls.length;
    expect(extensions).toBeGreaterThanOrEqual(3);
    expect(new Set(pauses)).toEqual(new Set([400]));
    await new Promise(setImmediate);
    expect(extend.mock.calls.length - extensions).toBeLessThanOrEqual(1);
  });

  test("is tried again sooner when an extension fails, and is not disturbed by it", async () => {
    const pauses: number[] = [];
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    let extensions = 0;
    const extend = async () => {
      extensions += 1;
      if (extensions === 1) throw refused(503, "busy");
      resolve();
    };
    await workUnder(HOLD, calls({ extend }), swift(pauses), async (_, signal) => {
      await enough;
      expect(signal.aborted).toBe(false);
    });
    expect(pauses.slice(0, 2)).toEqual([400, 100]);
  });

  test("does not start before a hold of unknown age was extended, nor when that one has ended", async () => {
    const order: string[] = [];
    const extend = vi.fn(async () => void order.push("extend"));
    const work = vi.fn(async () => void order.push("work"));
    await workUnder(HOLD, calls({ extend }), { ...never, ageMs: Infinity }, work);
    expect(order).toEqual(["extend", "work"]);
    extend.mockRejectedValueOnce(refused(409, "hold_ended"));
    const again = workUnder(HOLD, calls({ extend }), { ...never, ageMs: Infinity }, work);
    await expect(again).rejects.toMatchObject({ code: "hold_ended" });
    expect(work).toHaveBeenCalledOnce();
  });

  test("is extended the sooner, the longer its hold took to be made", async () => {
    const pauses: number[] = [];
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const extend = async () => resolve();
    await workUnder(HOLD, calls({ extend }), { ...swift(pauses), ageMs: 300 }, async () => {
      await enough;
    });
    expect(pauses[0]).toBe(100);
  });

  test("stays held while its capture is under way", async () => {
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const extend = vi.fn(async () => resolve());
    const capture = async () => {
      extend.mockClear();
      await enough;
      return CAPTURE;
    };
    await workUnder(HOLD, calls({ extend, capture }), swift(), async () => undefined);
    expect(extend).toHaveBeenCalled();
  });

  test("is told when the hold is gone", async () => {
    const ended = refused(409, "hold_ended");
    const extend = vi.fn(async () => {
      throw ended;
    });
    const work = (_: unknown, signal: AbortSignal) =>
      new Promise<undefined>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    await expect(workUnder(HOLD, calls({ extend }), swift(), work)).rejects.toBe(ended);
    expect(extend).toHaveBeenCalledOnce();
  });

  test("is told when its caller gives up, and what was held is released", async () => {
    const caller = new AbortController();
    const made = calls();
    const work = (_: unknown, signal: AbortSignal) => {
      caller.abort(new Error("Enough"));
      return Promise.reject(signal.reason);
    };
    const times = { ...never, signal: caller.signal };
    await expect(workUnder(HOLD, made, times, work)).rejects.toThrow("Enough");
    expect(made.release).toHaveBeenCalledOnce();
  });
});
