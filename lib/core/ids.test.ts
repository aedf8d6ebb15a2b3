import { describe, expect, it, test } from "vitest";
import { isCallerId, isOwnId } from "./ids.ts";
import { invalidField } from "./invalid-request.ts";

describe("an id of the caller's own", () => {
  test.each(["acme-home", "a", "A.b_c:d-1", "9", "x".repeat(128)])("%j may be one", (text) => {
    expect(isCallerId(text)).toBe(true);
  });

  test.each(["", "x".repeat(129), "a b", "a/b", "a?b", "ä", "a\n", "../x", "a%20b", "a'b"])(
    "%j may not",
    (text) => {
      expect(isCallerId(text)).toBe(false);
    },
  );
});

describe("an id of our making", () => {
  test.each(["019aa7c4-3a10-7f6e-9c2b-0123456789ab", "00000000-0000-0000-0000-000000000000"])(
    "%s is one",
    (text) => {
      expect(isOwnId(text)).toBe(true);
    },
  );

  test.each([
    "",
    "acme-home",
    "019AA7C4-3a10-7f6e-9c2b-0123456789ab",
    "019aa7c4-3A10-7f6e-9c2b-0123456789ab",
    "019aa7c4-3a10-7f6e-9c2b-0123456789AB",
    "019aa7c43a107f6e9c2b0123456789ab",
    "{019aa7c4-3a10-7f6e-9c2b-0123456789ab}",
    "019aa7c4-3a10-7f6e-9c2b-0123456789ag",
    "019aa7c4-3a10-7f6e-9c2b-0123456789ab\n",
  ])("%j is none", (text) => {
    expect(isOwnId(text)).toBe(false);
  });
});

it("a wrong field is named as the caller wrote it", () => {
  expect(invalidField("lines.0.quantity", "Must be a number")).toEqual({
    ok: false,
    error: { code: "invalid_request", errors: [{ path: "lines.0.quantity", message: "Must be a number" }] },
  });
});
