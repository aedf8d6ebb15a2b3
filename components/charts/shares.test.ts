import { expect, test } from "vitest";
import { prepareShares } from "./shares.ts";

test("the largest amount has the whole length, the others their part of it", () => {
  expect(prepareShares(["2", "8", "0.5", "0"])).toEqual([25, 100, 6.25, 0]);
});

test("without use no bar has a length", () => {
  expect(prepareShares(["0", "0"])).toEqual([0, 0]);
  expect(prepareShares([])).toEqual([]);
});

test("an amount that is not one is refused", () => {
  expect(() => prepareShares(["-1"])).toThrow();
});
