import { expect, test } from "vitest";
import { typedText } from "./typed-text.ts";

test.each([
  [" a b\n", "a b"],
  ["\0", ""],
  [" \0 a\0", "a"],
  ["", ""],
])("%j is kept as %j", (typed, kept) => {
  expect(typedText(typed)).toBe(kept);
});
