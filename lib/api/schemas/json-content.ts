import type { z } from "@hono/zod-openapi";

/** A JSON body of this shape. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } } };
}
