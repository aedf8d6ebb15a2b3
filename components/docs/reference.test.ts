import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import document from "#app/docs/openapi.json" with { type: "json" };
import api from "#messages/en/api.json" with { type: "json" };
import docs from "#messages/en/docs.json" with { type: "json" };
import { toJson } from "./curl.ts";
import { toReference } from "./reference.ts";

const BASE_URL = "https://credits.example.com";
const reference = toReference(document, BASE_URL);

/** The arguments that a shell would give to curl. */
function argumentsOf(curl: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; uuidgen() { echo a-new-one; }; ${curl}`;
  const { stdout, status } = spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, HEADROOM_API_KEY: "hrp_1" },
  });
  expect(status).toBe(0);
  return stdout.split("\0").slice(0, -1);
}

describe("the reference", () => {
  test("has every call of the document once, each with a place of its own", () => {
    const calls = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
    expect(reference.calls).toHaveLength(calls.length);
    expect(new Set(reference.calls.map(({ id }) => id)).size).toBe(calls.length);
    expect(new Set(reference.calls.map(({ summary }) => summary)).size).toBe(calls.length);
  });

  test("opens its chapters with what a product does first", () => {
    const chapters = [...new Set(reference.calls.map(({ chapter }) => chapter))];
    expect(chapters).toEqual(["workspaces", "spending", "grants", "reading", "catalogue"]);
    expect(reference.calls.filter(({ chapter }) => chapter === "workspaces").map(({ path }) => path)).toEqual(
      ["/workspaces/{workspace}"],
    );
  });

  test("has words for every code, kind and place", () => {
    for (const { code } of reference.codes) expect(Object.keys(api.title)).toContain(code);
    for (const { parameters, body, answers } of reference.calls) {
      const fields = [parameters, body?.fields ?? [], ...answers.map((answer) => answer.fields)].flat();
      for (const { kinds } of fields)
        for (const kind of kinds) expect(Object.keys(docs.kind)).toContain(kind);
      for (const { place } of parameters) expect(Object.keys(docs.place)).toContain(place);
    }
  });

  test("shows an answer of every call, and the body of every call that has one", () => {
    for (const { answers, body } of reference.calls) {
      expect(answers.some(({ example }) => example !== null)).toBe(true);
      expect(body === null || body.example !== null).toBe(true);
    }
  });

  test("says what a body is for, and whether it may be left out; one without fields is not shown", () => {
    const bodyOf = (end: string) => reference.calls.find(({ path }) => path.endsWith(end))?.body;
    expect(bodyOf("/capture")).toMatchObject({ required: false, about: expect.stringContaining("partial") });
    expect(bodyOf("/extend")?.required).toBe(true);
    expect(bodyOf("/release")).toBeNull();
  });
});

describe("the line for a shell", () => {
  test("sends what the document shows", () => {
    const debit = reference.calls.find(({ path }) => path.endsWith("/debits"));
    const [method, verb, address, ...rest] = argumentsOf(debit?.curl ?? "");
    expect([method, verb, address]).toEqual(["-X", "POST", `${BASE_URL}/api/v1/workspaces/acme-home/debits`]);
    expect(rest.slice(0, -1)).toEqual([
      ...["-H", "Authorization: Bearer hrp_1", "-H", "Idempotency-Key: a-new-one"],
      ...["-H", "Content-Type: application/json", "-d"],
    ]);
    expect(JSON.parse(rest.at(-1) ?? "")).toEqual(debit?.body?.example);
  });

  test("has an address without gaps for every call", () => {
    for (const { curl, path } of reference.calls) {
      const address = argumentsOf(curl).find((argument) => argument.startsWith(BASE_URL)) ?? "";
      expect([path, /[{}\s]/.test(address), URL.canParse(address)]).toEqual([path, false, true]);
    }
  });

  test("quotes what a shell would read as its own", () => {
    const { calls } = toReference(
      {
        components: { schemas: {} },
        paths: {
          "/notes": {
            post: {
              summary: "Note",
              security: [],
              requestBody: {
                content: { "application/json": { schema: {}, example: { text: "It's $HOME `x`" } } },
              },
              responses: {},
            },
          },
        },
      },
      BASE_URL,
    );
    expect(JSON.parse(argumentsOf(calls[0]?.curl ?? "").at(-1) ?? "")).toEqual({ text: "It's $HOME `x`" });
  });
});

test("JSON is written so that what fits into a line stays on one, and means the same", () => {
  const value = { lines: [{ feature: "ai.text", model: null }], none: {}, empty: [], text: "x".repeat(80) };
  const written = toJson(value);
  expect(JSON.parse(written)).toEqual(value);
  expect(written.split("\n").slice(0, 3)).toEqual([
    "{",
    '  "lines": [{ "feature": "ai.text", "model": null }],',
    '  "none": {},',
  ]);
  for (const { body } of reference.calls) {
    if (body) expect(JSON.parse(toJson(body.example, "  "))).toEqual(body.example);
  }
});
