import type { z } from "@hono/zod-openapi";
import { atOnce } from "./at-once.ts";

/** A JSON body of this shape. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema: atOnce(schema) } } };
}
