import { expect, test } from "vitest";
import { statusOf } from "#lib/web/http-status.ts";
import texts from "#messages/en/api.json" with { type: "json" };
import { toProblem } from "./problem.ts";

const facts = {
  shortfall: { ai: "5", automation: "0", gold: "0.5" },
  topUpUrl: "https://credits.example/w/acme/buy",
  maxBytes: 1024,
  feature: "ai.text",
  occurredAt: new Date("2026-10-01T00:00:00Z"),
  retryAfterSeconds: 3,
  how: "expired",
  endedAt: "2026-11-21T12:05:00.000Z",
  required: { ai: "6" },
};

test.each(Object.keys(texts.title))("%s has a status, a title and a sentence", (code) => {
  const problem = toProblem(code, facts);
  expect(problem.status === 500).toBe(code === "unexpected");
  expect(problem.status).toBe(statusOf(code));
  expect(problem.title).not.toMatch(/[{}]|api\.|title\./);
  expect(problem.detail).not.toMatch(/[{}]|api\.|detail\.|undefined/);
});

test("every title has its sentence and the other way round", () => {
  expect(Object.keys(texts.detail)).toEqual(Object.keys(texts.title));
});

test("amounts are named by credit type, without those that are zero", () => {
  expect(toProblem("insufficient_credits", facts).detail).toBe(
    "Missing: 5 ai and 0.5 gold credits. Nothing was spent. To add credits, open https://credits.example/w/acme/buy",
  );
});
