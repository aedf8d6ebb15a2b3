import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Idempotency } from "#lib/commands/outcome.ts";
import type { ApiEnv } from "./api-env.ts";
import { atOnce } from "./schemas/at-once.ts";
import { say } from "./schemas/fields.ts";

/** Callers' keys are apart from those that Headroom makes for itself. */
const PREFIX = "api:";

const sentence = "Send 1 to 255 characters";

export const idempotencyHeaders = atOnce(
  z.object({
    "Idempotency-Key": z.string(say(sentence)).min(1, sentence).max(255, sentence).openapi({
      description: "Makes a repeated call have one effect: the same key and body get the same answer.",
      example: "order-4711",
    }),
  }),
);

export function toIdempotency(
  context: Context<ApiEnv>,
  headers: z.output<typeof idempotencyHeaders>,
): Idempotency {
  return { key: `${PREFIX}${headers["Idempotency-Key"]}`, bodyHash: context.get("bodyHash") };
}

const REPLAYED = "Idempotent-Replayed";

/** Says that this is the answer of the first time. */
export function replayedHeader(replayed: boolean): Record<string, string> {
  return replayed ? { [REPLAYED]: "true" } : {};
}
