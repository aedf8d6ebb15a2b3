import { z } from "@hono/zod-openapi";
import { credits, instant, money, next, parameter, utc } from "./fields.ts";

export const rateCardQuery = z.strictObject({ at: z.union([z.literal(""), instant]).optional() });

const model = z.object({
  model: z.string(),
  vendor: z.string(),
  tier: z.string(),
  credits: credits.optional(),
  inputTokens: credits.optional(),
  cachedInputTokens: credits.optional(),
  outputTokens: credits.optional(),
});

export const rateCardAnswer = z
  .object({
    version: z.int(),
    effectiveFrom: utc,
    features: z.array(
      z.object({
        feature: z.string(),
        creditType: z.string(),
        unit: z.string(),
        per: z.int(),
        credits: credits.optional(),
        minimum: credits.optional(),
        rounding: z.string(),
        models: z.array(model).optional(),
      }),
    ),
  })
  .openapi("RateCard", {
    description:
      "Credits per so many units; token prices are credits per 1,000,000 tokens. minimum is the least that a line costs that is not free.",
  });

export const packsQuery = z.strictObject({ workspace: parameter });

export const packsAnswer = z
  .object({
    rows: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        creditType: z.string(),
        credits,
        validityMonths: z.int(),
        prices: z.array(money),
      }),
    ),
    next,
  })
  .openapi("Packs");
