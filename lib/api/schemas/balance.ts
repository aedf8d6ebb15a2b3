import { z } from "@hono/zod-openapi";
import { credits, instant, utc } from "./fields.ts";

export const balanceQuery = z.strictObject({
  at: z
    .union([z.literal(""), instant])
    .optional()
    .openapi({
      description: "An instant that has passed: the balance as it was then, without runwayDays.",
    }),
});

const grant = z.object({
  id: z.string(),
  source: z.string(),
  amount: credits,
  remaining: credits,
  held: credits,
  effectiveAt: utc,
  expiresAt: utc.nullable(),
});

const typeBalance = z.object({
  available: credits,
  held: credits,
  runwayDays: z
    .int()
    .optional()
    .openapi({ description: "Whole days that the credits last at least, at the pace of late." }),
  nextExpiry: z.object({ at: utc, amount: credits }).optional(),
  grants: z
    .array(grant)
    .openapi({ description: "With something left, spendable now or later, in burn order." }),
});

export const balanceAnswer = z
  .object({
    asOf: utc,
    credits: z.record(z.string(), typeBalance).openapi({ description: "By credit type." }),
  })
  .openapi("Balance");
