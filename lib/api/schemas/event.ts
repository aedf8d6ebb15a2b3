import { z } from "@hono/zod-openapi";
import { OUTCOMES } from "#lib/db/event-outcome.ts";
import { atOnce } from "./at-once.ts";
import { callerId, instant, say } from "./fields.ts";

export const eventParams = atOnce(
  z.object({
    workspace: callerId.openapi({ example: "acme-home" }),
    event: z.string().openapi({ example: "01a1fdde-8878-7690-a76c-eff8b8b45c8c" }),
  }),
);

export const eventQuery = z.strictObject({
  occurredAt: z
    .union([z.literal(""), instant])
    .optional()
    .openapi({
      description: "When the event occurred, if known: it is found faster.",
    }),
});

const outcome = z.enum(OUTCOMES, say("Send applied or discarded"));

export const outcomeBody = z.strictObject({ outcome }, say("Send a JSON object")).openapi("OutcomeRequest");
export const outcomeAnswer = z.object({ id: z.string(), outcome }).openapi("Outcome");
