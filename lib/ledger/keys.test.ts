import { expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import type { PostingItem } from "./items.ts";
import { testEngines } from "./test-engines.ts";
import {
  answerTo,
  bareWorkspace,
  captureOf,
  codeOf,
  debitOf,
  extendOf,
  grantOf,
  HOUR,
  holdOf,
  later,
  releaseOf,
  voidOf,
  walletOf,
} from "./test-items.ts";

let connections = 0;
const engines = testEngines(() => {
  connections += 1;
});

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
  const id = await engines.filled(100);
  const items = oneOfEach(id);
  const first = [];
  for (const item of items) first.push(await engines.one.post(item));
  expect(first.map(codeOf)).toEqual([...Array.from({ length: 8 }, () => "ok"), "insufficient_credits"]);
  const before = await walletOf(id);
  const replays = first.map(({ result }) => ({ replayed: true, result }));
  for (const process of [engines.one, engines.other]) {
    expect(await Promise.all(items.map((item) => process.post(again(item))))).toEqual(replays);
  }
  expect(await walletOf(id)).toEqual(before);
});

test("a key used through another process counts, even where nothing else has happened since", async () => {
  const id = await engines.filled(100);
  const item = debitOf(id, 4);
  answerTo(await engines.one.post(item), "debit");
  // From here on the other process remembers the workspace as it is, without having seen the key.
  answerTo(await engines.other.post(debitOf(id, 1)), "debit");
  answerTo(await engines.other.post(debitOf(id, 1)), "debit");
  const outcomes = await Promise.all([again(item), debitOf(id, 2)].map((asked) => engines.other.post(asked)));
  expect(outcomes.map(({ replayed }) => replayed)).toEqual([true, false]);
  const mismatch = await engines.other.post({ ...item, bodyHash: "f".repeat(64) });
  expect(codeOf(mismatch)).toBe("idempotency_mismatch");
  expect(await walletOf(id)).toEqual([92, 0]);
});

test("a key is answered as it was where the same request would be none any more", async () => {
  const id = await bareWorkspace();
  const most = 10 ** 12;
  const item = grantOf(id, most);
  const first = await engines.one.post(item);
  for (let nth = 2; nth <= 9; nth += 1) answerTo(await engines.one.post(grantOf(id, most)), "grant");
  // From here on the other process remembers the workspace, without having seen the key.
  expect(codeOf(await engines.other.post(debitOf(id, 0)))).toBe("ok");
  expect(await engines.other.post(again(item))).toEqual({ replayed: true, result: first.result });
  expect(codeOf(await engines.other.post({ ...item, bodyHash: "f".repeat(64) }))).toBe(
    "idempotency_mismatch",
  );
  expect(codeOf(await engines.other.post(grantOf(id, most)))).toBe("invalid_request");
});

test("a key that comes again soon needs no look at the database", async () => {
  const id = await engines.filled(100);
  const item = debitOf(id, 4);
  const { result } = await engines.one.post(item);
  await engines.one.post(debitOf(id, 1));
  const before = connections;
  const posting = Promise.all(Array.from({ length: 10 }, () => engines.one.post(again(item))));
  expect(await posting).toEqual(Array.from({ length: 10 }, () => ({ replayed: true, result })));
  expect(connections).toBe(before);
});
