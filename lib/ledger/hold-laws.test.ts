import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { credits } from "#lib/core/credits.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, type Engine } from "./engine.ts";
import type { GrantItem, HoldAnswer, HoldItem } from "./items.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  codeOf,
  debitOf,
  expectRightBooks,
  grantOf,
  HOUR,
  holdOf,
  images,
  later,
  records,
  refusalOf,
  releaseOf,
  transfersOf,
  voidOf,
  walletOf,
} from "./test-items.ts";

let database: TestDatabase;
let engine: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createEngine(() => database.pool.connect(), { byWorkspace: false });
});
afterAll(async () => {
  await engine.close();
  await database.close();
});
afterEach(expectRightBooks);

async function filled(whole: number, grant: Partial<GrantItem["grant"]> = {}): Promise<GrantItem> {
  const item = grantOf(await bareWorkspace(), whole, { grant });
  answerTo(await engine.post(item), "grant");
  return item;
}

async function held(item: HoldItem): Promise<HoldItem> {
  answerTo(await engine.post(item), "hold");
  return item;
}

/** Three lots of 5, given in another order than they burn in. */
async function threeLots(): Promise<{ id: string; lots: [first: string, soon: string, late: string] }> {
  const { workspaceId, grant } = await filled(5);
  const soon = grantOf(workspaceId, 5, { grant: { expiresAt: later(30 * HOUR) } });
  const first = grantOf(workspaceId, 5, { grant: { priority: 10 } });
  for (const item of [soon, first]) answerTo(await engine.post(item), "grant");
  return { id: workspaceId, lots: [first.grant.id, soon.grant.id, grant.id] };
}

const partsOf = ({ lines }: Pick<HoldAnswer, "lines">) =>
  lines.flatMap(({ grants }) => grants.map((part) => [part.id, part.credits]));

test("a hold takes from the lots in burn order, and captures burn its parts in that order", async () => {
  const { id, lots } = await threeLots();
  const [first, soon, late] = lots;
  const hold = holdOf(id, 12);
  expect(partsOf(answerTo(await engine.post(hold), "hold"))).toEqual([
    [first, "5"],
    [soon, "5"],
    [late, "2"],
  ]);
  expect(await walletOf(id)).toEqual([3, 12]);
  // What would burn before all of them now was not held.
  answerTo(await engine.post(grantOf(id, 5, { grant: { priority: 1 } })), "grant");
  const part = answerTo(await engine.post(captureOf(hold, 7, { partial: true })), "capture");
  expect(partsOf(part)).toEqual([
    [first, "5"],
    [soon, "2"],
  ]);
  expect(part.hold).toMatchObject({ open: true, held: { automation: "5" }, released: {} });
  const rest = answerTo(await engine.post(captureOf(hold, null)), "capture");
  expect(partsOf(rest)).toEqual([
    [soon, "3"],
    [late, "2"],
  ]);
  expect(await walletOf(id)).toEqual([8, 0]);
});

test("a capture gives the rest back to the lots it was held from, and ends the hold", async () => {
  const { id, lots } = await threeLots();
  const hold = await held(holdOf(id, 12));
  const answer = answerTo(await engine.post(captureOf(hold, 6)), "capture");
  expect(answer.hold).toMatchObject({
    open: false,
    held: { automation: "0" },
    released: { automation: "6" },
  });
  expect(answer.balance).toEqual({ automation: { available: "9", held: "0" } });
  const { rows } = await database.pool.query<{ id: string; remaining: bigint }>(
    `SELECT id::text AS id, remaining FROM "grant" WHERE workspace_id = $1 AND held = 0`,
    [id],
  );
  const left = new Map(rows.map(({ id: lot, remaining }) => [lot, remaining]));
  expect(lots.map((lot) => left.get(lot))).toEqual([0n, credits(4), credits(5)]);
});

test("a hold of two types is captured type by type", async () => {
  const { workspaceId: id } = await filled(5);
  answerTo(await engine.post(grantOf(id, 20, { grant: { creditType: "ai" } })), "grant");
  const hold = await held(holdOf(id, [records(3), images(2)]));
  answerTo(await engine.post(captureOf(hold, [images(1)], { partial: true })), "capture");
  expect([await walletOf(id), await walletOf(id, "ai")]).toEqual([
    [2, 3],
    [12, 4],
  ]);
  const rest = answerTo(await engine.post(captureOf(hold, null)), "capture");
  expect(rest.spent).toEqual({ ai: "4", automation: "3" });
  expect([await walletOf(id), await walletOf(id, "ai")]).toEqual([
    [2, 0],
    [12, 0],
  ]);
});

test("what comes back to a lot that expired meanwhile expires", async () => {
  const { workspaceId: id } = await filled(10, { expiresAt: later(HOUR) });
  const hold = await held(holdOf(id, 6, { expiresAt: later(2 * HOUR) }));
  answerTo(await engine.post(releaseOf(hold, { now: later(HOUR) })), "release");
  expect(await transfersOf(id, 2)).toEqual([
    ["expire", 4],
    ["release", 6],
    ["expire", 6],
  ]);
  expect(await walletOf(id)).toEqual([0, 0]);
});

test("what comes back to a voided grant is revoked", async () => {
  const grant = await filled(10);
  const { workspaceId: id } = grant;
  const hold = await held(holdOf(id, 6));
  expect(answerTo(await engine.post(voidOf(grant)), "void").revoked).toBe("4");
  answerTo(await engine.post(captureOf(hold, 1)), "capture");
  expect(await transfersOf(id, 2)).toEqual([
    ["void", 4],
    ["capture", 1],
    ["release", 5],
    ["void", 5],
  ]);
  expect(await walletOf(id)).toEqual([0, 0]);
});

test("what is held of a lot that expired stays capturable, and nothing else of it", async () => {
  const { workspaceId: id } = await filled(10, { expiresAt: later(HOUR) });
  const hold = await held(holdOf(id, 6, { expiresAt: later(2 * HOUR) }));
  const now = later(HOUR);
  expect(codeOf(await engine.post(debitOf(id, 1, { now })))).toBe("insufficient_credits");
  answerTo(await engine.post(captureOf(hold, 4, { now })), "capture");
  expect(await transfersOf(id, 2)).toEqual([
    ["expire", 4],
    ["capture", 4],
    ["release", 2],
    ["expire", 2],
  ]);
});

test("captures in part add up to the hold and no further", async () => {
  const { workspaceId: id } = await filled(10);
  const hold = await held(holdOf(id, 8));
  for (const part of [3, 3]) {
    expect(codeOf(await engine.post(captureOf(hold, part, { partial: true })))).toBe("ok");
  }
  expect(refusalOf(await engine.post(captureOf(hold, 3, { partial: true })))).toEqual({
    code: "capture_exceeds_hold",
    held: { automation: "2" },
    required: { automation: "3" },
  });
  expect(await walletOf(id)).toEqual([2, 2]);
  expect(answerTo(await engine.post(releaseOf(hold)), "release").released).toEqual({ automation: "2" });
  expect(await walletOf(id)).toEqual([4, 0]);
});

test("a capture above its hold takes all of it or nothing", async () => {
  const { workspaceId: id } = await filled(8);
  const hold = await held(holdOf(id, 5));
  expect(codeOf(await engine.post(captureOf(hold, 8)))).toBe("capture_exceeds_hold");
  expect(refusalOf(await engine.post(captureOf(hold, 9, { allowOver: true })))).toMatchObject({
    code: "insufficient_credits",
    required: { automation: "4" },
    shortfall: { automation: "1" },
  });
  expect(await walletOf(id)).toEqual([3, 5]);
  answerTo(await engine.post(captureOf(hold, 8, { allowOver: true })), "capture");
  expect(await transfersOf(id, 2)).toEqual([
    ["capture", 5],
    ["debit", 3],
  ]);
});
