import { expect, test } from "vitest";
import { newId } from "#lib/db/new-id.ts";
import { testEngines } from "./test-engines.ts";
import { codeOf, debitOf, walletOf } from "./test-items.ts";
import { blocked, lockHead, release } from "./test-locks.ts";

// One item is enough for a lane, so that the next workspace's goes to the other.
const engines = testEngines(undefined, 1);

test("while a flush waits for a lock, others are posted, and what follows in its workspace waits its turn", async () => {
  const [locked, free] = [await engines.filled(10), await engines.filled(10)];
  const locker = await lockHead(locked);
  const answered: string[] = [];
  const spend = (id: string, whole: number) =>
    engines.one.post(debitOf(id, whole)).then((outcome) => {
      answered.push(`${id === locked ? "locked" : "free"} ${whole} ${codeOf(outcome)}`);
    });
  const first = [spend(locked, 9)];
  await blocked(1);
  await spend(free, 4);
  first.push(spend(locked, 3), spend(locked, 1));
  await spend(free, 5);
  expect(answered).toEqual(["free 4 ok", "free 5 ok"]);
  await release(locker);
  await Promise.all(first);
  expect(answered.slice(2)).toEqual(["locked 9 ok", "locked 3 insufficient_credits", "locked 1 ok"]);
  expect(await walletOf(locked)).toEqual([0, 0]);
  expect(await walletOf(free)).toEqual([1, 0]);
});

test("a key that comes again while it is under way finds its flush, whatever else is under way", async () => {
  const [locked, free] = [await engines.filled(10), await engines.filled(10)];
  const item = debitOf(locked, 4);
  const locker = await lockHead(locked);
  const first = engines.one.post(item);
  await blocked(1);
  // Before anything that is for the other lane, which has nothing to do and would take it.
  let isAnswered = false;
  const again = engines.one.post({ ...item, debitId: newId(), eventIds: [newId()] }).finally(() => {
    isAnswered = true;
  });
  expect(codeOf(await engines.one.post(debitOf(free, 1)))).toBe("ok");
  expect(isAnswered).toBe(false);
  await release(locker);
  expect(await again).toEqual({ replayed: true, result: (await first).result });
  expect(await walletOf(locked)).toEqual([6, 0]);
});

test("a unit of workspaces that both lanes work for is posted as if it were alone", async () => {
  const ids = [await engines.filled(100), await engines.filled(100)];
  const rounds = 25;
  for (let round = 0; round < rounds; round += 1) {
    const debits = ids.map((id) => engines.one.post(debitOf(id, 1)));
    const unit = engines.one.postTogether(
      ids.map((id) => debitOf(id, 2)),
      {},
    );
    const after = ids.map((id) => engines.one.post(debitOf(id, 1)));
    const outcomes = [...(await Promise.all([...debits, ...after])), ...(await unit)];
    expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => "ok"));
  }
  expect(await Promise.all(ids.map((id) => walletOf(id)))).toEqual(ids.map(() => [0, 0]));
});

test("a hundred workspaces in two lanes spend all they have, and no more", async () => {
  const ids = await Promise.all(Array.from({ length: 100 }, () => engines.filled(20)));
  const spend = async (id: string) => {
    const codes: string[] = [];
    while (codes.at(-1) !== "insufficient_credits")
      codes.push(codeOf(await engines.one.post(debitOf(id, 3))));
    return codes;
  };
  const codes = await Promise.all(ids.flatMap((id) => [spend(id), spend(id)]));
  expect(codes.flat().filter((code) => code === "ok")).toHaveLength(6 * ids.length);
  expect(await Promise.all(ids.map((id) => walletOf(id)))).toEqual(ids.map(() => [2, 0]));
});
