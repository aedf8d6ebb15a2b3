import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localSecret } from "./secrets.ts";

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "headroom-secrets-")), "data");
});

afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }));

test("a secret is made once and stays", () => {
  const made = localSecret(folder, "one");
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(localSecret(folder, "one")).toBe(made);
});

test("making another leaves the first as it is", () => {
  const one = localSecret(folder, "one");
  const two = localSecret(folder, "two");
  expect(two).not.toBe(one);
  expect(JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"))).toEqual({ one, two });
});

test("only the user who made them can read them", () => {
  localSecret(folder, "one");
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a damaged file is never replaced", () => {
  localSecret(folder, "one");
  writeFileSync(join(folder, "secrets.json"), '{"one": ');
  expect(() => localSecret(folder, "one")).toThrow("is damaged. Restore it from a backup");
  expect(readFileSync(join(folder, "secrets.json"), "utf8")).toBe('{"one": ');
});
