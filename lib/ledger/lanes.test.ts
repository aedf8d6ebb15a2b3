import { expect, test } from "vitest";
import { UnavailableError } from "#lib/core/errors.ts";
import type { Entry, Unit } from "./lane.ts";
import { Lanes, type LanesOptions } from "./lanes.ts";
import { expireOf, NOW } from "./test-items.ts";

/** Lanes that answer when they are told to. Workspaces in the order in which each lane was given items of them. */
function lanesOf(options: Omit<LanesOptions, "makeLane">) {
  const given: string[][] = [];
  const released: number[] = [];
  let answer: (posted: Entry | Unit) => void = () => undefined;
  const lanes = new Lanes({
    ...options,
    makeLane: (answered) => {
      answer = answered;
      const nth = given.push([]) - 1;
      return {
        post: (next) => given[nth]?.push("item" in next ? next.item.workspaceId : "unit"),
        release: () => released.push(nth),
      };
    },
  });
  const refused: unknown[] = [];
  const post = (workspaceId: string): Entry => {
    const reject = (error: unknown) => refused.push(error);
    const entry = { item: expireOf(workspaceId, NOW), resolve: () => undefined, reject };
    lanes.post(entry);
    return entry;
  };
  return { lanes, post, answer: (posted: Entry | Unit) => answer(posted), given, released, refused };
}

test("while the first lane has not enough it gets everything, and then the one with the least", () => {
  const { post, answer, given } = lanesOf({ count: 3, enough: 2, mostWaiting: 100 });
  const [first, , third, fourth] = ["a", "b", "c", "d", "e", "f", "g", "h"].map(post);
  expect(given).toEqual([
    ["a", "b", "g"],
    ["c", "d", "h"],
    ["e", "f"],
  ]);
  for (const entry of [third, fourth, first]) if (entry) answer(entry);
  for (const id of ["i", "j", "k"]) post(id);
  expect(given.map((ids) => ids.slice(-2))).toEqual([
    ["g", "j"],
    ["i", "k"],
    ["e", "f"],
  ]);
});

test("a workspace with items that are not answered stays where they are, and is free when they are", () => {
  const { lanes, post, answer, given } = lanesOf({ count: 2, enough: 1, mostWaiting: 100 });
  const [first, second] = [post("a"), post("a")];
  const unit: Unit = {
    items: [first.item],
    alongside: {},
    resolve: () => undefined,
    reject: () => undefined,
  };
  const beside = post("b");
  lanes.post(unit);
  answer(first);
  answer(second);
  const third = post("a");
  expect(given).toEqual([["a", "a", "unit", "a"], ["b"]]);
  for (const posted of [unit, third, beside]) answer(posted);
  post("c");
  post("a");
  expect(given).toEqual([
    ["a", "a", "unit", "a", "c"],
    ["b", "a"],
  ]);
});

test("all lanes together hold so many, and what is answered makes room", () => {
  const { lanes, post, answer, given, refused } = lanesOf({ count: 2, enough: 1, mostWaiting: 2 });
  const first = post("a");
  post("b");
  post("c");
  expect(refused).toEqual([expect.any(UnavailableError)]);
  expect(lanes.size).toBe(2);
  answer(first);
  post("d");
  expect(given).toEqual([["a", "d"], ["b"]]);
});

test("closing takes no more, waits for every lane, and gives back every connection", async () => {
  const { lanes, post, answer, released, refused } = lanesOf({ count: 2, enough: 1, mostWaiting: 9 });
  const posted = [post("a"), post("b")];
  const closing = lanes.close();
  post("c");
  expect(refused).toEqual([expect.any(UnavailableError)]);
  for (const entry of posted) {
    await Promise.resolve();
    expect(released).toEqual([]);
    answer(entry);
  }
  await closing;
  expect(released).toEqual([0, 1]);
  expect(lanes.size).toBe(0);
});
