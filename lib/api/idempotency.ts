import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyHashOf } from "#lib/commands/body-hash.ts";
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
  const { method, path } = context.req;
  return idempotencyOf(headers["Idempotency-Key"], method, decodePath(path), context.get("body"));
}

/** By the caller's key, and by all that was asked under it: the method, the path and the body. */
export function idempotencyOf(key: string, method: string, path: string, body: unknown): Idempotency {
  return { key: `${PREFIX}${key}`, bodyHash: bodyHashOf({ method, path, body }) };
}

/** "%3A" and ":" are the same id, so they are the same path. */
function decodePath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const REPLAYED = "Idempotent-Replayed";

/** Says that this is the answer of the first time. */
export function replayedHeader(replayed: boolean): Record<string, string> {
  return replayed ? { [REPLAYED]: "true" } : {};
}
