import { describe, expect, it } from "vitest";
import { isKeySecret, type KeyForm, toKeySecret, toKeyTerms } from "./api-keys.ts";

const RANDOM = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
const FORM: KeyForm = { name: "Import server", scopes: ["read"], reason: "" };
const owner = { isPlatform: false, needsReason: false };
const admin = { isPlatform: true, needsReason: true };

describe("a secret", () => {
  it.each([
    ["the platform's", toKeySecret(RANDOM, true), true],
    ["a workspace's", toKeySecret(RANDOM, false), true],
    ["without its prefix", RANDOM, false],
    ["of another prefix", `hrx_${RANDOM}`, false],
    ["too short", `hrw_${RANDOM.slice(1)}`, false],
    ["too long", `hrw_${RANDOM}A`, false],
    ["with a character of its own", `hrw_${RANDOM.slice(1)}+`, false],
    ["with a line below", `hrw_${RANDOM}\n`, false],
    ["nothing", "", false],
  ])("that is %s is recognised: %s", (_name, text, expected) => {
    expect(isKeySecret(text)).toBe(expected);
  });

  it("says by its beginning what it opens", () => {
    expect(toKeySecret(RANDOM, true)).toBe(`hrp_${RANDOM}`);
    expect(toKeySecret(RANDOM, false)).toBe(`hrw_${RANDOM}`);
  });
});

describe("a new key", () => {
  it.each([
    [
      "has its scopes in one order",
      { ...FORM, scopes: ["meter", "read", "meter"] },
      owner,
      { scopes: ["read", "meter"] },
    ],
    [
      "of the platform has every scope",
      { ...FORM, scopes: [], reason: "Staging" },
      admin,
      { scopes: ["read", "meter"] },
    ],
    [
      "has a name without margins",
      { ...FORM, name: "  Import\0 server \n" },
      owner,
      { name: "Import server" },
    ],
    ["needs no reason from an owner", FORM, owner, { reason: null }],
    ["keeps the reason that is given", { ...FORM, reason: " Staging " }, owner, { reason: "Staging" }],
  ] as const)("%s", (_name, form, who, terms) => {
    expect(toKeyTerms(form, who)).toMatchObject({ ok: true, value: terms });
  });

  it.each([
    ["without a name", { ...FORM, name: " \0 " }, owner, [{ field: "name", fault: "missing" }]],
    [
      "with an endless name",
      { ...FORM, name: "x".repeat(81) },
      owner,
      [{ field: "name", fault: "too_long" }],
    ],
    ["that may do nothing", { ...FORM, scopes: [] }, owner, [{ field: "scopes", fault: "missing" }]],
    [
      "made by the platform for no reason",
      { ...FORM, reason: " " },
      admin,
      [{ field: "reason", fault: "missing" }],
    ],
    [
      "that is wrong in every way",
      { name: "", scopes: [], reason: "" },
      { isPlatform: false, needsReason: true },
      [
        { field: "name", fault: "missing" },
        { field: "scopes", fault: "missing" },
        { field: "reason", fault: "missing" },
      ],
    ],
  ] as const)("%s is refused, field by field", (_name, form, who, problems) => {
    expect(toKeyTerms(form, who)).toEqual({ ok: false, error: problems });
  });
});
