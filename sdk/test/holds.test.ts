import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { NOW } from "../../lib/api/test-client.ts";
import { type Credits, HeadroomError } from "../src/headroom.ts";
import { wait } from "../src/wait.ts";
import { openTestDoor } from "./test-door.ts";

const door = openTestDoor();
const records = (quantity: number) => ({ lines: [{ feature: "automation.record", quantity }] });

/** A client on whose clock no pause ends by itself, but those between retries. */
const steady = () =>
  door.client({ wait: (milliseconds, signal) => wait(milliseconds < 11_000 ? 0 : 2 ** 30, signal) });

/** Automation credits that may be spent, and those that are held. */
async function balanceOf(workspace: string): Promise<[string, string]> {
  const { available, held } = (await door.api.get(`/workspaces/${workspace}/balance`)).body.credits
    .automation;
  return [available, held];
}

function sentTo(call: string): string[] {
  return door.seen.flatMap(({ path, key }) => (path.endsWith(call) ? [key ?? ""] : []));
}

test("a product reserves, extends, spends a part and gives the rest back", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const hold = await headroom.hold(id, { ...records(100), expiresInSeconds: 60 });
  expect([hold.held, hold.expiresAt]).toEqual([{ automation: "100" }, "2026-11-21T12:01:00.000Z"]);
  const extended = await headroom.extend(id, hold.id, { expiresInSeconds: 120 });
  expect(extended.expiresAt).toBe("2026-11-21T12:02:00.000Z");
  const part = await headroom.capture(id, hold.id, { ...records(30), partial: true });
  expect([part.spent, part.hold.open, part.hold.held]).toEqual([
    { automation: "30" },
    true,
    { automation: "70" },
  ]);
  expectTypeOf(part.spent.automation).toEqualTypeOf<Credits | undefined>();
  const released = await headroom.release(id, hold.id);
  expect(released.released).toEqual({ automation: "70" });
  expect(await balanceOf(id)).toEqual(["970", "0"]);
});

test("a capture with no body spends all that is left", async () => {
  const headroom = door.client();
  const id = await door.api.workspace();
  const hold = await headroom.hold(id, records(100));
  expect((await headroom.capture(id, hold.id)).spent).toEqual({ automation: "100" });
});

describe("each call through a bad line has one effect", () => {
  const bad = ["drop the answer", "refuse the connection", { status: 503 }, "cut the answer"] as const;
  const client = () => door.client();

  function expectOneKey(call: string) {
    expect(sentTo(call)).toHaveLength(bad.length + 1);
    expect(new Set(sentTo(call)).size).toBe(1);
  }

  test("hold", async () => {
    const id = await door.api.workspace();
    door.fates = [...bad];
    await client().hold(id, records(100));
    expectOneKey("/holds");
    expect(await balanceOf(id)).toEqual(["900", "100"]);
  });

  test("capture", async () => {
    const id = await door.api.workspace();
    const hold = await client().hold(id, records(100));
    door.fates = [...bad];
    await client().capture(id, hold.id, { ...records(10), partial: true });
    expectOneKey("/capture");
    expect(await balanceOf(id)).toEqual(["900", "90"]);
    expect(await door.api.rows("usage_event", id)).toBe(1);
  });

  test("release", async () => {
    const id = await door.api.workspace();
    const hold = await client().hold(id, records(100));
    door.fates = [...bad];
    expect((await client().release(id, hold.id)).released).toEqual({ automation: "100" });
    expectOneKey("/release");
    expect(await balanceOf(id)).toEqual(["1000", "0"]);
  });

  test("extend", async () => {
    const id = await door.api.workspace();
    const hold = await client().hold(id, { ...records(100), expiresInSeconds: 60 });
    door.fates = [...bad];
    const { expiresAt } = await client().extend(id, hold.id, { expiresInSeconds: 90 });
    expectOneKey("/extend");
    expect(expiresAt).toBe("2026-11-21T12:01:30.000Z");
  });

  test("withHold", async () => {
    const id = await door.api.workspace();
    const work = vi.fn(async () => records(40));
    door.fates = [...bad, "pass", ...bad];
    const { capture } = await steady().withHold(id, records(100), work);
    expect(capture?.spent).toEqual({ automation: "40" });
    expect(work).toHaveBeenCalledOnce();
    expectOneKey("/holds");
    expectOneKey("/capture");
    expect(await balanceOf(id)).toEqual(["960", "0"]);
    expect(await door.api.rows("usage_event", id)).toBe(1);
  });
});

describe("work under a hold", () => {
  test("that says nothing spends all of it", async () => {
    const id = await door.api.workspace();
    const { capture } = await steady().withHold(id, records(100), async (hold) => {
      expect(hold.held).toEqual({ automation: "100" });
      expect(await balanceOf(id)).toEqual(["900", "100"]);
    });
    expect(capture?.spent).toEqual({ automation: "100" });
    expect(await balanceOf(id)).toEqual(["900", "0"]);
  });

  test("spends what it says it used, and hands its result on", async () => {
    const id = await door.api.workspace();
    const { capture, result } = await steady().withHold(id, records(100), async () => ({
      ...records(25),
      result: "25 records",
    }));
    expect(result).toBe("25 records");
    expectTypeOf(result).toEqualTypeOf<string | undefined>();
    expect(capture?.hold.released).toEqual({ automation: "75" });
    expect(await balanceOf(id)).toEqual(["975", "0"]);
  });

  test("that used more than it reserved takes the rest from the balance only where it may", async () => {
    const id = await door.api.workspace();
    const over = { ...records(130), allowOver: true };
    const { capture } = await steady().withHold(id, records(100), async () => over);
    expect(capture?.spent).toEqual({ automation: "130" });
    const refused = steady().withHold(id, records(100), async () => records(130));
    await expect(refused).rejects.toMatchObject({ status: 409, code: "capture_exceeds_hold" });
    // The work was done: its hold waits for a capture that fits.
    expect(await balanceOf(id)).toEqual(["770", "100"]);
  });

  test("that fails gives all back, and is heard itself", async () => {
    const id = await door.api.workspace();
    const failure = new Error("The model is away");
    const work = () => Promise.reject(failure);
    await expect(steady().withHold(id, records(100), work)).rejects.toBe(failure);
    expect(await balanceOf(id)).toEqual(["1000", "0"]);
    expect(await door.api.rows("usage_event", id)).toBe(0);
  });

  test("that fails is heard even when nothing can be given back", async () => {
    const id = await door.api.workspace();
    const failure = new Error("The model is away");
    const work = async () => {
      door.fates = Array(9).fill("refuse the connection");
      throw failure;
    };
    await expect(steady().withHold(id, records(100), work)).rejects.toBe(failure);
    expect(sentTo("/release")).toHaveLength(5);
    expect(await balanceOf(id)).toEqual(["900", "100"]);
  });

  test("is not started when its credits are refused", async () => {
    const id = await door.api.workspace();
    const work = vi.fn(async () => undefined);
    const refused = steady().withHold(id, records(1001), work);
    await expect(refused).rejects.toMatchObject({ status: 402, problem: { shortfall: { automation: "1" } } });
    expect(work).not.toHaveBeenCalled();
    expect(door.seen.map(({ path }) => path)).toEqual([`/api/v1/workspaces/${id}/holds`]);
  });

  test("whose capture is not answered can be captured again with the key of the error", async () => {
    const id = await door.api.workspace();
    let held = "";
    const error = await steady()
      .withHold(id, records(100), async (hold) => {
        held = hold.id;
        door.fates = Array(5).fill("drop the answer");
        return records(25);
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HeadroomError);
    if (!(error instanceof HeadroomError)) return;
    expect([error.code, error.attempts]).toEqual(["connection_failed", 5]);
    const options = { idempotencyKey: error.idempotencyKey ?? "" };
    expect((await steady().capture(id, held, records(25), options)).spent).toEqual({ automation: "25" });
    expect(await balanceOf(id)).toEqual(["975", "0"]);
  });

  test("is recorded although its caller gave up once it was done", async () => {
    const id = await door.api.workspace();
    const caller = new AbortController();
    const work = async () => {
      caller.abort(new Error("Enough"));
      return records(25);
    };
    const { capture } = await steady().withHold(id, records(100), work, { signal: caller.signal });
    expect(capture?.spent).toEqual({ automation: "25" });
  });
});

describe("work that runs longer than its hold lives", () => {
  const minute = { ...records(100), expiresInSeconds: 60 };
  /** A client on whose clock, and the server's, every pause is over at once. */
  const hurried = () =>
    door.client({
      wait: async (milliseconds) => {
        door.api.now = new Date(door.api.now.getTime() + milliseconds);
      },
    });

  test("finds it alive, because it was extended in time", async () => {
    const id = await door.api.workspace();
    const { capture } = await hurried().withHold(id, minute, async (_, signal) => {
      await vi.waitFor(() => expect(sentTo("/extend").length).toBeGreaterThan(4), { interval: 1 });
      expect(signal.aborted).toBe(false);
      return records(25);
    });
    expect(door.api.now.getTime()).toBeGreaterThan(NOW.getTime() + 120_000);
    expect(new Set(sentTo("/extend")).size).toBe(sentTo("/extend").length);
    expect(capture?.spent).toEqual({ automation: "25" });
    expect(await balanceOf(id)).toEqual(["975", "0"]);
  });

  test("is told when somebody else ended it, and the reason is heard", async () => {
    const id = await door.api.workspace();
    const work = async (hold: { id: string }, signal: AbortSignal) => {
      await door.api.post(`/workspaces/${id}/holds/${hold.id}/release`, {});
      await vi.waitFor(() => expect(signal.aborted).toBe(true), { interval: 1 });
      throw signal.reason;
    };
    await expect(hurried().withHold(id, minute, work)).rejects.toMatchObject({
      code: "hold_ended",
      problem: { how: "released" },
    });
  });
});

describe("one piece of work under a key of its own", () => {
  const options = { idempotencyKey: "feed-2026-11-21" };

  test("that was done is not done again", async () => {
    const id = await door.api.workspace();
    const work = vi.fn(async () => records(25));
    await steady().withHold(id, records(100), work, options);
    const again = steady().withHold(id, records(100), work, options);
    await expect(again).rejects.toMatchObject({ code: "hold_ended", problem: { how: "captured" } });
    expect(work).toHaveBeenCalledOnce();
    expect(await balanceOf(id)).toEqual(["975", "0"]);
  });

  test("whose process died in the middle goes on under the same hold", async () => {
    const id = await door.api.workspace();
    const first = await steady().hold(id, { ...records(100), expiresInSeconds: 300 }, options);
    door.api.now = new Date(NOW.getTime() + 240_000);
    const { capture } = await steady().withHold(
      id,
      records(100),
      async (hold) => {
        expect(hold.id).toBe(first.id);
        door.api.now = new Date(NOW.getTime() + 500_000);
        return records(25);
      },
      options,
    );
    expect(capture?.spent).toEqual({ automation: "25" });
    expect(await balanceOf(id)).toEqual(["975", "0"]);
  });
});
