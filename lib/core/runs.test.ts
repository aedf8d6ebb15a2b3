import { describe, expect, it, test } from "vitest";
import { credits, MICRO } from "./credits.ts";
import { planSpend, requiredOf } from "./gate.ts";
import type { RunForm } from "./run-form.ts";
import { type Run, remainingAfter, toRun } from "./runs.ts";
import { NOW, priced, sampleLot, sampleRequest } from "./sample.ts";

const edit: RunForm = {
  kind: "ai_edit",
  products: "100",
  inputTokens: "800",
  cachedInputTokens: "400",
  outputTokens: "200",
  model: "mistral-small",
  agent: "description-writer",
};
const agent: RunForm = { kind: "agent", attributes: "250", agent: "attribute-extractor" };
const feed: RunForm = { kind: "import", records: "2000", unchanged: "1940", job: "supplier-feed-import" };
const sync: RunForm = {
  kind: "schedule",
  every: "quarter_hour",
  records: "0",
  unchanged: "0",
  job: "stock-sync",
};

function runOf(form: RunForm): Run {
  const read = toRun(form);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const price = (run: Run) => run.lines.map((line) => priced(line, run.source));
const costOf = (form: RunForm) => requiredOf(price(runOf(form)));

function problems(form: RunForm) {
  const read = toRun(form);
  return read.ok ? [] : read.error;
}

describe("a planned run", () => {
  it("pays for changed records only", () => {
    expect(costOf(feed)).toEqual({ automation: credits(60) });
    expect(costOf({ ...feed, unchanged: "0" })).toEqual({ automation: credits(2_000) });
    expect(costOf({ ...feed, unchanged: "2000" })).toEqual({ automation: 0n });
  });

  it("pays 1 AI credit for 100 attributes", () => {
    expect(costOf({ ...agent, attributes: "100" })).toEqual({ ai: credits(1) });
    expect(costOf(agent)).toEqual({ ai: 2_500_000n });
  });

  it("multiplies the tokens of one product, and prices them in one line", () => {
    const run = runOf(edit);
    expect(run.lines).toEqual([
      {
        feature: "ai.text",
        quantity: null,
        unchanged: 0n,
        tokens: { input: 80_000n * MICRO, cachedInput: 40_000n * MICRO, output: 20_000n * MICRO },
        model: "mistral-small",
        ownKey: false,
      },
    ]);
    expect(run).toMatchObject({ agent: "description-writer", job: null, mode: "all", source: "api" });
  });

  it("pays for the run of a schedule and for the records it changes", () => {
    expect(costOf(sync)).toEqual({ automation: credits(1) });
    expect(costOf({ ...sync, records: "50", unchanged: "45" })).toEqual({ automation: credits(6) });
    expect(runOf(sync)).toMatchObject({ source: "schedule", every: "quarter_hour", job: "stock-sync" });
    expect(runOf(sync).lines).toHaveLength(1);
  });

  it("runs what the balance covers only when asked to", () => {
    expect(runOf(feed).mode).toBe("all");
    const some = runOf({ ...feed, unchanged: "0", upTo: "on" });
    expect(some.mode).toBe("up_to");
    const lots = [sampleLot({ creditType: "automation", remaining: credits(1_500) })];
    const plan = planSpend(sampleRequest(price(some), { mode: some.mode }), lots, NOW);
    expect(plan.ok && plan.value.coveredQuantity).toBe(1_500n * MICRO);
  });
});

describe("what is wrong is said at its field", () => {
  test.each([
    ["", "required"],
    ["-5", "negative"],
    ["\u22125", "negative"],
    ["2.5", "not_whole"],
    ["1.0000001", "not_whole"],
    ["two", "not_a_number"],
    ["1e3", "not_a_number"],
    ["1,000", "not_a_number"],
    ["007", "not_a_number"],
    ["0x10", "not_a_number"],
    ["1000000000001", "too_large"],
    ["99999999999999999999999", "too_large"],
  ])("%j records: %s", (records, fault) => {
    expect(problems({ ...feed, records, unchanged: "0" })).toEqual([{ field: "records", fault }]);
  });

  test("nothing to do is no run, but a schedule may find nothing to change", () => {
    expect(problems({ ...feed, records: "0", unchanged: "0" })).toEqual([
      { field: "records", fault: "zero" },
    ]);
    expect(problems({ ...agent, attributes: "0" })).toEqual([{ field: "attributes", fault: "zero" }]);
    expect(problems({ ...edit, products: "0" })).toEqual([{ field: "products", fault: "zero" }]);
    expect(problems({ ...edit, inputTokens: "0", cachedInputTokens: "0", outputTokens: "0" })).toEqual([
      { field: "outputTokens", fault: "zero" },
    ]);
    expect(problems({ ...sync, records: "0" })).toEqual([]);
  });

  test("no more records can be unchanged than there are", () => {
    expect(problems({ ...feed, records: "10", unchanged: "11" })).toEqual([
      { field: "unchanged", fault: "more_than_records" },
    ]);
    expect(problems({ ...sync, records: "10", unchanged: "11" })).toEqual([
      { field: "unchanged", fault: "more_than_records" },
    ]);
    expect(problems({ ...feed, records: "10", unchanged: "10" })).toEqual([]);
  });

  test("tokens of all products together stay within what one line may carry", () => {
    const most = { ...edit, products: "1000000000", inputTokens: "1000", cachedInputTokens: "0" };
    expect(problems({ ...most, outputTokens: "0" })).toEqual([]);
    expect(problems({ ...most, outputTokens: "1001" })).toEqual([
      { field: "outputTokens", fault: "too_large" },
    ]);
  });

  test("a choice that was not offered is refused, and so is a missing one", () => {
    expect(problems({ ...sync, every: "yearly" })).toEqual([{ field: "every", fault: "unknown_choice" }]);
    expect(problems({ ...edit, model: "", agent: "a b" })).toEqual([
      { field: "model", fault: "required" },
      { field: "agent", fault: "unknown_choice" },
    ]);
    expect(problems({ ...feed, job: "x".repeat(129) })).toEqual([{ field: "job", fault: "unknown_choice" }]);
  });

  test("every wrong field is named, and each once", () => {
    expect(problems({ kind: "import", records: "-1", unchanged: "x" })).toEqual([
      { field: "records", fault: "negative" },
      { field: "unchanged", fault: "not_a_number" },
      { field: "job", fault: "required" },
    ]);
  });

  test("spaces around a number do not matter", () => {
    expect(costOf({ ...agent, attributes: " 100 " })).toEqual({ ai: credits(1) });
  });
});

test("what remains is what there was without what is spent", () => {
  expect(remainingAfter({ ai: credits(5), automation: 7n }, { ai: credits(2) })).toEqual({
    ai: credits(3),
    automation: 7n,
  });
});
