import { describe, expect, it, test } from "vitest";
import { type BudgetTerms, budgetProblems } from "./budget-problems.ts";
import { MAX_CREDITS } from "./credits.ts";
import { sampleBudget } from "./sample.ts";

const TYPES = ["ai", "automation"];
const fine: BudgetTerms = sampleBudget();
const pathsOf = (changes: Partial<BudgetTerms>) =>
  budgetProblems({ ...fine, ...changes }, TYPES).map(({ path }) => path);

describe("the terms of a budget", () => {
  test.each<[Partial<BudgetTerms>, string[]]>([
    [{}, []],
    [{ name: "" }, ["name"]],
    [{ name: "n".repeat(80) }, []],
    [{ name: "n".repeat(81) }, ["name"]],
    [{ limit: 0n }, []],
    [{ limit: -1n }, ["limit"]],
    [{ limit: MAX_CREDITS }, []],
    [{ limit: MAX_CREDITS + 1n }, ["limit"]],
    [{ creditType: "gold" }, ["creditType"]],
    [{ subject: "translator" }, ["subject"]],
    [{ scope: "agent", subject: "translator-de" }, []],
    [{ scope: "agent", subject: "" }, ["subject"]],
    [{ scope: "job", subject: "supplier feed" }, ["subject"]],
    [{ scope: "job", subject: "supplier-feed" }, []],
    [{ scope: "member", subject: "user:ada@acme.example" }, []],
    [{ scope: "member", subject: " " }, ["subject"]],
    [{ scope: "member", subject: "a\nb" }, ["subject"]],
    [{ scope: "member", subject: "\ud800" }, ["subject"]],
    [{ scope: "member", subject: "a".repeat(201) }, ["subject"]],
    [{ scope: "key", subject: "0199aaaa-0000-7000-8000-000000000001" }, []],
    [{ scope: "key", subject: "key:1" }, ["subject"]],
    [{ name: "", limit: -1n, creditType: "" }, ["name", "creditType", "limit"]],
  ])("%o: %j", (changes, paths) => {
    expect(pathsOf(changes)).toEqual(paths);
  });

  it("are refused with what to send", () => {
    expect(budgetProblems({ ...fine, creditType: "gold" }, TYPES)).toEqual([
      { path: "creditType", message: "Send one of: ai, automation" },
    ]);
  });
});
