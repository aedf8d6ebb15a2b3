// What costs what: the examples that customers are promised. Proved on the pure core, and again through a real debit at the
// prices of a new installation.

import type { Line, UsageSource } from "./rates.ts";
import { sampleLine, tokenLine } from "./sample.ts";

export type GoldenCase = {
  name: string;
  lines: Line[];
  source: UsageSource;
  /** Decimal credits per type. */
  cost: Record<string, string>;
};

function one(
  name: string,
  line: Line | Line[],
  cost: GoldenCase["cost"],
  source: UsageSource = "api",
): GoldenCase {
  return { name, lines: [line].flat(), cost, source };
}

const text = tokenLine("ai.text", "mistral-small", [1_200, 800, 350]);
const unchanged = 1_940_000_000n;

export const GOLDEN_CASES: GoldenCase[] = [
  one(
    "an import that creates 1,000 products and 1,000 categories",
    [sampleLine("automation.record", 1_000), sampleLine("automation.record", 1_000)],
    { automation: "2000" },
    "schedule",
  ),
  one(
    "the same feed again, 1,940 records unchanged",
    sampleLine("automation.record", 2_000, { unchanged }),
    { automation: "60" },
    "schedule",
  ),
  one("a scheduled job runs", sampleLine("automation.operation", 1), { automation: "1" }, "schedule"),
  one("a rule fires", sampleLine("automation.operation", 1), { automation: "1" }, "rule"),
  one("one API call", sampleLine("automation.api_call", 1), { automation: "1" }),
  one("a person edits a record by hand", sampleLine("automation.record", 1), { automation: "0" }, "manual"),
  one("an AI agent processes 100 attributes", sampleLine("ai.attributes", 100), { ai: "1" }),
  one("250 attributes in one execution", sampleLine("ai.attributes", 250), { ai: "2.5" }),
  // 1,200 x 10 + 800 x 1 + 350 x 30 credits per 1,000,000 tokens
  one("AI text by Mistral", text, { ai: "0.0233" }),
  // 1,200 x 30 + 800 x 7.5 + 350 x 250
  one("AI text by Google", { ...text, model: "gemini-flash" }, { ai: "0.1295" }),
  // 1,200 x 125 + 800 x 12.5 + 350 x 1,000
  one("AI text by OpenAI", { ...text, model: "gpt" }, { ai: "0.51" }),
  one("embeddings: input tokens", tokenLine("ai.embedding", "mistral-embed", [50_000, 0, 0]), { ai: "0.5" }),
  one("embeddings: output is free", tokenLine("ai.embedding", "mistral-embed", [50_000, 0, 9_000]), {
    ai: "0.5",
  }),
  one("three images", sampleLine("ai.image", 3), { ai: "12" }),
  one("three images of a large model", sampleLine("ai.image", 3, { model: "image-large" }), { ai: "24" }),
  one("2.5 seconds of compute", sampleLine("ai.compute_second", 0, { quantity: 2_500_000n }), {
    ai: "0.125",
  }),
  one("a second of compute of a large model", sampleLine("ai.compute_second", 1, { model: "gpu-large" }), {
    ai: "0.2",
  }),
  one("a task", sampleLine("ai.task", 1), { ai: "2" }),
  one("a task of a large model", sampleLine("ai.task", 1, { model: "task-large" }), { ai: "5" }),
  one("text with the workspace's own provider key", { ...text, ownKey: true }, { ai: "0" }),
  one(
    "attributes with the workspace's own provider key",
    sampleLine("ai.attributes", 100, { ownKey: true }),
    {
      ai: "1",
    },
  ),
  one(
    "a sync every 15 minutes for a day instead of once",
    sampleLine("automation.operation", 96),
    { automation: "96" },
    "schedule",
  ),
];
