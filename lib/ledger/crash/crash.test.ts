import { expect, test } from "vitest";
import { crashUnderLoad, expectNothingLost } from "./test-crashes.ts";
import { differences } from "./test-judge.ts";

const CYCLES = 20;

test("what was acknowledged survives kill -9 of server and database, exactly once", async () => {
  const seed = Date.now() % 1_000_000;
  const report = await crashUnderLoad(CYCLES, seed);
  expectNothingLost(report, CYCLES);
}, 240_000);

test("the judge sees what is lost, what nobody asked for, what is there twice and what has another amount", () => {
  const told = ["a 1", "b 2", "c 3", "d 4"];
  expect(differences("row", told, ["d 4", "c 3", "b 2", "a 1"])).toEqual([]);
  expect(differences("row", told, ["a 1", "b 2", "b 2", "c 30", "e 5"])).toEqual([
    "row b 2: there and not acknowledged",
    "row c 3: acknowledged and not there",
    "row d 4: acknowledged and not there",
    "row c 30: there and not acknowledged",
    "row e 5: there and not acknowledged",
  ]);
});
