import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDataFolder } from "./data-folder.ts";

const REFUSED = /^The data folder .+ cannot be written \(E[A-Z]+\)\. Set HEADROOM_DATA_DIR to /;

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "headroom data "));
});

afterEach(() => rmSync(base, { recursive: true }));

test("a folder is made with its parents, once, and left empty", () => {
  const folder = prepareDataFolder(join(base, "a", "b"), "c");
  expect(folder).toBe(join(base, "a", "b", "c"));
  expect(prepareDataFolder(join(base, "a", "b"), "c")).toBe(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test("a file where the folder should be is named with the way out", () => {
  const file = join(base, "a-file");
  writeFileSync(file, "");
  expect(() => prepareDataFolder(file)).toThrow(REFUSED);
  expect(() => prepareDataFolder(join(file, "data"))).toThrow(REFUSED);
});

test("a file system in which nothing can be made is a sentence too, and no endless attempt", () => {
  expect(() => prepareDataFolder("/proc/headroom/data")).toThrow(REFUSED);
});
