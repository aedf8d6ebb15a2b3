import { expect, test } from "vitest";
import { crashUnderLoad, expectNothingLost } from "./test-crashes.ts";

const CYCLES = 500;

test("what was acknowledged survives 500 kills, exactly once", async () => {
  const seed = Date.now() % 1_000_000;
  const report = await crashUnderLoad(CYCLES, seed);
  console.log(JSON.stringify({ ...report, record: report.record.counts }));
  expectNothingLost(report, CYCLES);
  const hadHappened = Object.keys(report.record.counts).filter((what) => what.endsWith("had happened"));
  expect(hadHappened, "commits whose answer was cut off").not.toEqual([]);
});
