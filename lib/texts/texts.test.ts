import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadMessages } from "./messages.ts";
import { getTexts } from "./texts.ts";

const files = readdirSync("messages/en");

it("every file of the catalogue is a namespace", () => {
  expect(Object.keys(loadMessages()).map((name) => `${name}.json`)).toEqual(files);
});

it("a text takes its values, and knows one from many", () => {
  expect(getTexts("errors")("reference", { id: "4711" })).toBe("Reference: 4711");
  const wait = (minutes: number) => getTexts("auth")("error.rateLimited", { minutes });
  expect(wait(1)).toContain("in 1 minute.");
  expect(wait(7)).toContain("in 7 minutes.");
});

describe("every text of the catalogue", () => {
  const texts = files.flatMap((file) =>
    leaves(file.replace(".json", ""), loadMessages()[file.replace(".json", "")]),
  );

  it("is a text, and says something", () => {
    expect(texts.filter(([, text]) => typeof text !== "string" || text.trim() === "")).toEqual([]);
  });

  it("uses the characters of print: no three dots, no double hyphen", () => {
    expect(texts.filter(([, text]) => /\.\.\.|--/.test(String(text)))).toEqual([]);
  });
});

function leaves(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(`${path}.${key}`, child));
}
