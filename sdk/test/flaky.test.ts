import { describe, expect, test } from "vitest";
import { HeadroomError } from "../src/headroom.ts";
import { openTestDoor } from "./test-door.ts";

const door = openTestDoor();
const records = { lines: [{ feature: "automation.record", quantity: 10 }] };

async function left(workspace: string): Promise<unknown> {
  return (await door.api.get(`/workspaces/${workspace}/balance`)).body.credits.automation.available;
}

describe("one debit through a bad line", () => {
  test.each([
    ["drop the answer", "drop the answer"],
    ["cut the answer"],
    ["refuse the connection", "cut the answer", "drop the answer"],
    [{ status: 503 }, "drop the answer", { status: 502 }, { status: 504 }],
  ] as const)("is spent once: %j", async (...fates) => {
    const workspace = await door.api.workspace();
    door.fates = [...fates];
    const debit = await door.client().debit(workspace, records);
    expect(debit.spent).toEqual({ automation: "10" });
    expect(await left(workspace)).toBe("990");
    expect(await door.api.rows("usage_event", workspace)).toBe(1);
    expect(door.seen).toHaveLength(fates.length + 1);
    expect(new Set(door.seen.map(({ key }) => key)).size).toBe(1);
    expect(door.seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("fifty at once are each spent once", async () => {
    const workspace = await door.api.workspace();
    door.fates = Array.from({ length: 120 }, (_, index) =>
      index % 3 === 0 ? "pass" : index % 3 === 1 ? "drop the answer" : "cut the answer",
    );
    const client = door.client({ retries: 20 });
    const debits = await Promise.all(Array.from({ length: 50 }, () => client.debit(workspace, records)));
    expect(new Set(debits.map(({ id }) => id)).size).toBe(50);
    expect(await left(workspace)).toBe("500");
  });
});

describe("a call that fails for good", () => {
  test("ends after its retries, and names the key with which to ask again", async () => {
    const workspace = await door.api.workspace();
    door.fates = Array(3).fill("drop the answer");
    const error = await door
      .client({ retries: 2 })
      .debit(workspace, records)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HeadroomError);
    if (!(error instanceof HeadroomError)) return;
    expect(error).toMatchObject({ status: 0, code: "connection_failed", attempts: 3, problem: null });
    expect(error.cause).toBeInstanceOf(Error);
    const settled = await door
      .client()
      .debit(workspace, records, { idempotencyKey: error.idempotencyKey ?? "" });
    expect(settled.spent).toEqual({ automation: "10" });
    expect(await left(workspace)).toBe("990");
  });

  test("with a refusal is sent once", async () => {
    const workspace = await door.api.workspace();
    await expect(door.client().debit(workspace, { lines: [] })).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect([door.seen.length, door.waits]).toEqual([1, []]);
  });

  test("with an answer of somebody else says so", async () => {
    door.fates = [{ status: 404, headers: { "content-type": "text/html" }, body: "<h1>Not here</h1>" }];
    await expect(door.client().balance("acme")).rejects.toMatchObject({
      status: 404,
      code: "unexpected_answer",
    });
    door.fates = [{ status: 200, body: "<h1>Welcome</h1>" }];
    await expect(door.client().balance("acme")).rejects.toMatchObject({
      status: 200,
      code: "unexpected_answer",
    });
    door.fates = [{ status: 302, headers: { location: "/sign-in" } }];
    await expect(door.client().balance("acme")).rejects.toMatchObject({
      status: 302,
      code: "unexpected_answer",
    });
  });
});

describe("waiting", () => {
  test("is as long as the server asks", async () => {
    const workspace = await door.api.workspace();
    door.fates = [{ status: 429, headers: { "retry-after": "2" } }];
    await door.client().balance(workspace);
    expect(door.waits).toHaveLength(1);
    expect(door.waits[0]).toBeGreaterThanOrEqual(2000);
    expect(door.waits[0]).toBeLessThan(2300);
  });

  test("ends when the caller gives up, with the caller's reason", async () => {
    const workspace = await door.api.workspace();
    const caller = new AbortController();
    door.fates = Array(9).fill({ status: 503 });
    const client = door.client({ wait: async () => caller.abort(new Error("Enough")) });
    await expect(client.debit(workspace, records, { signal: caller.signal })).rejects.toThrow("Enough");
    expect(door.seen).toHaveLength(1);
  });
});

test("an attempt that takes too long is given up and made again", async () => {
  let calls = 0;
  const client = door.client({
    timeoutMs: 20,
    fetch: (input, init) => {
      calls += 1;
      if (calls > 1) return fetch(input, { ...init, signal: null });
      return new Promise((_, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
    },
  });
  const workspace = await door.api.workspace();
  expect((await client.balance(workspace)).credits.automation?.available).toBe("1000");
  expect(calls).toBe(2);
});
