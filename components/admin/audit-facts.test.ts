import { expect, test } from "vitest";
import { auditFacts } from "./audit-facts.ts";

test("recorded facts become a line each, with the way to them", () => {
  const after = {
    balance: { ai: { available: "5480", held: "0" } },
    grant: { expiresAt: null, priority: 50 },
  };
  expect(auditFacts(after)).toEqual([
    { path: "balance.ai.available", text: "5480" },
    { path: "balance.ai.held", text: "0" },
    { path: "grant.priority", text: "50" },
  ]);
});

test("lists are numbered, and nothing recorded is nothing shown", () => {
  expect(auditFacts({ owners: ["a", "b"] })).toEqual([
    { path: "owners.0", text: "a" },
    { path: "owners.1", text: "b" },
  ]);
  expect(auditFacts(null)).toEqual([]);
});
