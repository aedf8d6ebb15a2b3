import { expect, expectTypeOf, test } from "vitest";
import type { Amounts, Problem } from "../src/headroom.ts";
import { openTestDoor } from "./test-door.ts";

const door = openTestDoor();
const records = (quantity: number) => ({ lines: [{ feature: "automation.record", quantity }] });

async function left(workspace: string): Promise<unknown> {
  return (await door.api.get(`/workspaces/${workspace}/balance`)).body.credits.automation.available;
}

test("a batch answers each item in its place, told apart by its status", async () => {
  const [one, two] = [await door.api.workspace(), await door.api.workspace()];
  const results = await door.client().debitBatch([
    { workspace: one, ...records(10), job: "feed" },
    { workspace: two, ...records(1_001) },
    { workspace: two, ...records(20), idempotencyKey: "order-1" },
  ]);
  const told = results.map((result) => {
    if (result.status !== 201) {
      expectTypeOf(result).toExtend<Problem>();
      return result.code;
    }
    expectTypeOf(result.spent).toEqualTypeOf<Amounts>();
    return result.spent;
  });
  expect(told).toEqual([{ automation: "10" }, "insufficient_credits", { automation: "20" }]);
  expect([await left(one), await left(two)]).toEqual(["990", "980"]);
});

test.each([
  ["drop the answer", "drop the answer"],
  ["cut the answer"],
  ["refuse the connection", "cut the answer", "drop the answer"],
  [{ status: 503 }, "drop the answer", { status: 502 }],
] as const)("a batch through a bad line is spent once, with keys or without: %j", async (...fates) => {
  const workspace = await door.api.workspace();
  door.fates = [...fates];
  const results = await door.client().debitBatch([
    { workspace, ...records(10) },
    { workspace, ...records(10), idempotencyKey: "order-1" },
    { workspace, ...records(10) },
  ]);
  expect(results.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await left(workspace)).toBe("970");
  expect(await door.api.rows("usage_event", workspace)).toBe(3);
  expect(door.seen).toHaveLength(fates.length + 1);
});

test("an item that is sent again with its key is answered again, and spends nothing", async () => {
  const workspace = await door.api.workspace();
  const item = { workspace, ...records(10), idempotencyKey: "order-1" };
  const [first] = await door.client().debitBatch([item]);
  const [again] = await door.client().debitBatch([item]);
  expect(again).toEqual({ ...first, replayed: true });
  expect(await left(workspace)).toBe("990");
});

test("items that are made once and sent twice without keys are spent twice", async () => {
  const workspace = await door.api.workspace();
  const items = [{ workspace, ...records(10) }];
  await door.client().debitBatch(items);
  await door.client().debitBatch(items);
  expect(items).toEqual([{ workspace, ...records(10) }]);
  expect(await left(workspace)).toBe("980");
});

test("a batch that is refused whole is an error", async () => {
  await expect(door.client().debitBatch([])).rejects.toMatchObject({ status: 400, code: "invalid_request" });
});
