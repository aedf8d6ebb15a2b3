import { expect, test } from "vitest";
import { UnavailableError } from "#lib/core/errors.ts";
import { gatherReads } from "./gather.ts";

type Under = { ids: readonly string[]; answer: (found: Record<string, number>) => void; fail: () => void };

/** A read that ends when the test says so. */
function controlled() {
  const reads: Under[] = [];
  const began: (() => void)[] = [];
  const get = gatherReads<number>((ids) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<string, number>>();
    const answer = (found: Record<string, number>) => resolve(new Map(Object.entries(found)));
    reads.push({ ids, answer, fail: () => reject(new Error("planted")) });
    began.shift()?.();
    return promise;
  });
  const nextRead = async (): Promise<Under> => {
    if (reads.length === 0) await new Promise<void>((resolve) => began.push(resolve));
    const read = reads.shift();
    if (!read) throw new Error("A read has begun");
    return read;
  };
  return { get, nextRead, underWay: () => reads.length };
}

test("those who ask at the same time are answered by one read, each id once", async () => {
  const { get, nextRead } = controlled();
  const asked = Promise.all([get("a"), get("b"), get("a"), get("none")]);
  const read = await nextRead();
  expect(read.ids).toEqual(["a", "b", "none"]);
  read.answer({ a: 1, b: 2 });
  expect(await asked).toEqual([1, 2, 1, undefined]);
});

test("who asks while a read is under way is answered by a later one", async () => {
  const { get, nextRead, underWay } = controlled();
  const first = get("a");
  const read = await nextRead();
  const second = get("a");
  const third = get("b");
  read.answer({ a: 1 });
  expect(await first).toBe(1);
  const next = await nextRead();
  expect(next.ids).toEqual(["a", "b"]);
  next.answer({ a: 10, b: 20 });
  expect(await Promise.all([second, third])).toEqual([10, 20]);
  expect(underWay()).toBe(0);
});

test("a read that fails fails for those it was for, and for nobody after", async () => {
  const { get, nextRead } = controlled();
  const first = get("a");
  const read = await nextRead();
  const second = get("b");
  read.fail();
  await expect(first).rejects.toThrow("planted");
  (await nextRead()).answer({ b: 2 });
  expect(await second).toBe(2);
  const later = get("a");
  (await nextRead()).answer({ a: 3 });
  expect(await later).toBe(3);
});

test("a thousand go at once, and more than can wait are refused", async () => {
  const { get, nextRead } = controlled();
  const asked = Array.from({ length: 10_000 }, (_, index) => get(`id-${index}`));
  await expect(get("one more")).rejects.toThrow(UnavailableError);
  for (let left = asked.length; left > 0; left -= 1_000) {
    const read = await nextRead();
    expect(read.ids).toHaveLength(1_000);
    read.answer(Object.fromEntries(read.ids.map((id) => [id, Number(id.slice(3))])));
  }
  expect(await Promise.all(asked)).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
});
