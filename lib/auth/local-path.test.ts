import { expect, it } from "vitest";
import { toLocalPath } from "./local-path.ts";

it.each(["/", "/w/acme-home", "/w/acme-home/usage?month=2026-11&agent=a", "/admin#top", "/w/a%20b"])(
  "%s is kept",
  (path) => {
    expect(toLocalPath(path)).toBe(path);
  },
);

it.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/w\\..\\x",
  "https://evil.example/w",
  "http:evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  " /w",
  "w/acme-home",
  "",
  null,
  undefined,
  7,
  ["/w"],
])("%j leads nowhere but home", (value) => {
  expect(toLocalPath(value)).toBe("/");
});

it("dots cannot climb out into another site", () => {
  expect(toLocalPath("/..//evil.example")).toBe("/");
  expect(toLocalPath("/./w")).toBe("/w");
});
