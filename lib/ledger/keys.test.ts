import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createEngine, type Engine } from "./engine.ts";
import type { PostingItem } from "./items.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  codeOf,
  debitOf,
  expectRightBooks,
  extendOf,
  grantOf,
  HOUR,
  holdOf,
  later,
  releaseOf,
  voidOf,
  walletOf,
} from "./test-items.ts";

let database: TestDatabase;
let connections = 0;
let engine: Engine;
let other: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  const connect = () => {
    connections += 1;
    return database.pool.connect();
  };
  const make = () => createEngine(connect, { byWorkspace: false });
  [engine, other] = [make(), make()];
});
afterEach(async () => {
  await Promise.all([engine.close(), other.close()]);
  await expectRightBooks();
});

async function filled(whole: number): Promise<string> {
  const id = await bareWorkspace();
  answerTo(await engine.post(grantOf(id, whole)), "grant");
  return id;
}

/** One of each kind that moves or changes something, in an order in which all of them can. */
function oneOfEach(id: string): PostingItem[] {
  const grant = grantOf(id, 5);
  const [captured, released] = [holdOf(id, 3), holdOf(id, 2)];
  return [
    grant,
    debitOf(id, 1),
    captured,
    released,
    extendOf(captured, later(2 * HOUR)),
    captureOf(captured, 2),
    releaseOf(released),
    voidOf(grant),
    debitOf(id, 10_000),
  ];
}

/** The same request a second time: what it would make gets ids of its own, as everything does that is asked for. */
function again(item: PostingItem): PostingItem {
  switch (item.kind) {
    case "grant":
      return { ...item, grant: { ...item.grant, id: newId() } };
    case "hold":
      return { ...item, holdId: newId() };
    case "debit":
    case "capture":
      return { ...item, debitId: newId(), eventIds: item.eventIds.map(() => newId()) };
    default:
      return item;
  }
}

test("whatever comes again is answered as it was, and nothing moves", async () => {
  const id = await filled(100);
  const items = oneOfEach(id);
  const first = [];
  for (const item of items) first.push(await engine.post(item));
  expect(first.map(codeOf)).toEqual([...Array.from({ length: 8 }, () => "ok"), "insufficient_credits"]);
  const before = await walletOf(id);
  const replays = first.map(({ result }) => ({ replayed: true, result }));
  for (const process of [engine, other]) {
    expect(await Promise.all(items.map((item) => process.post(again(item))))).toEqual(replays);
  }
  expect(await walletOf(id)).toEqual(before);
});

test("a key used through another process counts, even where nothing else has happened since", async () => {
  const id = await filled(100);
  const item = debitOf(id, 4);
  answerTo(await engine.post(item), "debit");
  // From here on the other process remembers the workspace as it is, without having seen the key.
  answerTo(await other.post(debitOf(id, 1)), "debit");
  answerTo(await other.post(debitOf(id, 1)), "debit");
  const outcomes = await Promise.all([again(item), debitOf(id, 2)].map((asked) => other.post(asked)));
  expect(outcomes.map(({ replayed }) => replayed)).toEqual([true, false]);
  const mismatch = await other.post({ ...item, bodyHash: "f".repeat(64) });
  expect(codeOf(mismatch)).toBe("idempotency_mismatch");
  expect(await walletOf(id)).toEqual([92, 0]);
});

test("a key is answered as it was where the same request would be none any more", async () => {
  const id = await bareWorkspace();
  const most = 10 ** 12;
  const item = grantOf(id, most);
  const first = await engine.post(item);
  for (let nth = 2; nth <= 9; nth += 1) answerTo(await engine.post(grantOf(id, most)), "grant");
  // From here on the other process remembers the workspace, without having seen the key.
  expect(codeOf(await other.post(debitOf(id, 0)))).toBe("ok");
  expect(await other.post(again(item))).toEqual({ replayed: true, result: first.result });
  expect(codeOf(await other.post({ ...item, bodyHash: "f".repeat(64) }))).toBe("idempotency_mismatch");
  expect(codeOf(await other.post(grantOf(id, most)))).toBe("invalid_request");
});

test("a key that comes again soon needs no look at the database", async () => {
  const id = await filled(100);
  const item = debitOf(id, 4);
  const { result } = await engine.post(item);
  await engine.post(debitOf(id, 1));
  const before = connections;
  const posting = Promise.all(Array.from({ length: 10 }, () => engine.post(again(item))));
  expect(await posting).toEqual(Array.from({ length: 10 }, () => ({ replayed: true, result })));
  expect(connections).toBe(before);
});
