import { z } from "@hono/zod-openapi";
import type { SpendRequest } from "#lib/commands/spend.ts";
import { BUDGET_SCOPES } from "#lib/core/budgets.ts";
import { type Line, USAGE_SOURCES } from "#lib/core/rates.ts";
import { amounts, balances, callerId, credits, instant, money, quantity, say, text } from "./fields.ts";
import { isStorable } from "./json.ts";

export const YES_OR_NO = "Send true or false";

const quantities = z
  .strictObject(
    {
      inputTokens: quantity.optional(),
      cachedInputTokens: quantity.optional(),
      outputTokens: quantity.optional(),
    },
    say("Send an object with inputTokens, cachedInputTokens and outputTokens"),
  )
  .transform(({ inputTokens = 0n, cachedInputTokens = 0n, outputTokens = 0n }) => ({
    input: inputTokens,
    cachedInput: cachedInputTokens,
    output: outputTokens,
  }));

const line = z
  .strictObject(
    {
      feature: text(128).openapi({ example: "automation.record" }),
      quantity: quantity.optional(),
      unchanged: quantity.optional(),
      quantities: quantities.optional(),
      model: text(128).optional(),
      ownKey: z.boolean(YES_OR_NO).optional(),
    },
    say("Send an object with a feature and its quantity"),
  )
  .transform(
    ({
      feature,
      quantity = null,
      unchanged = 0n,
      quantities = null,
      model = null,
      ownKey = false,
    }): Line => ({
      feature,
      quantity,
      unchanged,
      tokens: quantities,
      model,
      ownKey,
    }),
  )
  .openapi("Line", {
    description:
      "quantity counts all that was processed; unchanged of it was skipped and is free. Tokens go in quantities.",
  });

const LINES = "Send a list of 1 to 100 lines";
const MODE = 'Send "all" or "up_to"';
const SOURCE = `Send one of: ${USAGE_SOURCES.join(", ")}`;
const METADATA = "Send a JSON object of at most 16 KiB";

export const lines = z.array(line, say(LINES)).min(1, LINES).max(100, LINES);

const asked = {
  lines,
  agent: callerId.optional().openapi({ example: "translator-de" }),
  job: callerId.optional().openapi({ example: "supplier-feed" }),
  mode: z.enum(["all", "up_to"], MODE).default("all"),
};

export const checkBody = z.strictObject(asked, say("Send a JSON object")).openapi("CheckRequest");

export const spending = {
  ...asked,
  run: callerId.optional().openapi({ example: "run-2026-11-21" }),
  source: z.enum(USAGE_SOURCES, SOURCE).default("api"),
  actor: text(200).optional(),
  occurredAt: instant.optional(),
  metadata: z.record(z.string(), z.unknown(), METADATA).refine(isStorable, METADATA).optional(),
};

export const debitBody = z.strictObject(spending, say("Send a JSON object")).openapi("DebitRequest");

/** Whom the request leaves unsaid is null. */
export function toSpendRequest(body: z.output<typeof debitBody>): SpendRequest {
  const { lines, mode, source, agent = null, job = null, run = null, actor = null } = body;
  const { occurredAt = null, metadata = null } = body;
  return { lines, mode, agent, job, run, source, actor, occurredAt, metadata };
}

export const budgetStop = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: z.enum(BUDGET_SCOPES),
    subject: z.string(),
    creditType: z.string(),
    limit: credits,
    spent: credits,
    held: credits,
    month: z.string().openapi({ example: "2026-11" }),
  })
  .openapi("BudgetStop", {
    description: "The budget that stops it. subject is empty for the whole workspace.",
  });

export const checkAnswer = z
  .object({
    allowed: z.boolean(),
    reason: z.string().optional(),
    required: amounts,
    available: amounts,
    shortfall: amounts,
    coveredQuantity: z.string().optional(),
    suggestedPack: z
      .object({ id: z.string(), name: z.string(), creditType: z.string(), credits, price: money })
      .optional(),
    topUpUrl: z.string(),
    budget: budgetStop.optional(),
    feature: z.string().optional(),
  })
  .openapi("CheckAnswer");

export const burnt = z.array(z.object({ id: z.string(), credits }));

export const debitAnswer = z
  .object({
    id: z.string(),
    required: amounts,
    spent: amounts,
    balance: balances,
    coveredQuantity: z.string().optional(),
    lines: z.array(
      z.object({
        feature: z.string(),
        quantity: z.string(),
        credits,
        skipped: z.string().optional(),
        event: z.string(),
        grants: burnt,
      }),
    ),
  })
  .openapi("Debit");
