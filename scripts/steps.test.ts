import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT, runQuiet, runVisible, StepError, step, whenChanged } from "./steps.ts";

let folder: string;
let times: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headroom steps "));
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in", "a"), "1");
  times = 0;
});

afterEach(() => rmSync(folder, { recursive: true }));

async function build(): Promise<void> {
  const at = (name: string) => relative(ROOT, join(folder, name));
  await whenChanged("Building", { inputs: [at("in")], output: at("out"), stamp: at("stamp") }, async () => {
    times += 1;
    writeFileSync(join(folder, "out"), "");
  });
}

test("what was done for the same inputs is not done again", async () => {
  await build();
  await build();
  expect(times).toBe(1);
});

test.each([
  ["an input changed", () => writeFileSync(join(folder, "in", "a"), "2")],
  ["an input came", () => writeFileSync(join(folder, "in", "b"), "")],
  ["an input went", () => rmSync(join(folder, "in", "a"))],
  ["the output is gone", () => rmSync(join(folder, "out"))],
])("it is done again when %s", async (_, change) => {
  await build();
  change();
  await build();
  expect(times).toBe(2);
});

test("what failed is done again", async () => {
  const failing = whenChanged(
    "Building",
    { inputs: [], output: "package.json", stamp: relative(ROOT, join(folder, "no")) },
    () => Promise.reject(new Error("no space")),
  );
  await expect(failing).rejects.toThrow("Building failed: no space");
});

test("a failure names its step once, however deep", async () => {
  const inner = () => step("Inner", () => Promise.reject(new Error("why")));
  await expect(step("Outer", inner)).rejects.toThrow(new StepError("Inner failed: why"));
});

test("a quiet command that fails shows its last lines and the way out", async () => {
  const script = "for (let i = 1; i <= 40; i++) console.log('line ' + i); process.exit(3)";
  const failing = runQuiet({ file: process.execPath, args: ["-e", script] }, "Do this.");
  await expect(failing).rejects.toThrow(/^exit code 3\nline 16\n(?:.*\n)*line 40\nDo this\.$/);
});

test("a command's exit code is passed on", async () => {
  expect(await runVisible({ file: process.execPath, args: ["-e", "process.exit(7)"] })).toBe(7);
});
