import { z } from "@hono/zod-openapi";
import { statusOf } from "#lib/web/http-status.ts";
import { REFUSAL_EXAMPLE } from "../examples.ts";
import { amounts } from "./fields.ts";

const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    required: amounts.optional(),
    available: amounts.optional(),
    shortfall: amounts.optional(),
    topUpUrl: z.string().optional(),
  })
  .openapi("Problem", {
    description: "Problem details (RFC 9457). The code is stable, its sentence may change.",
    example: REFUSAL_EXAMPLE,
  });

/** Codes that any call with a key can meet. */
const ALWAYS = ["unauthorized", "rate_limited", "unexpected", "busy"];

/** The refusals of a call, by status, for its description. */
export function refusals(...codes: string[]) {
  const byStatus = Map.groupBy([...codes, ...ALWAYS], statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      { description: names.join(", "), content: { "application/problem+json": { schema: problem } } },
    ]),
  );
}
