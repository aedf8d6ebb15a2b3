import { z } from "@hono/zod-openapi";
import type { HoldEnd } from "#lib/ledger/items.ts";
import { statusOf } from "#lib/web/http-status.ts";
import { REFUSAL_EXAMPLE } from "../examples.ts";
import { amounts, utc } from "./fields.ts";
import { budgetStop } from "./spend.ts";

const ENDS = ["captured", "released", "expired"] as const satisfies readonly HoldEnd[];

export const problem = z
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
    budget: budgetStop.optional(),
    feature: z.string().optional(),
    held: amounts.optional(),
    how: z.enum(ENDS).optional(),
    endedAt: utc.optional(),
  })
  .openapi("Problem", {
    description: "Problem details (RFC 9457). The code is stable, its sentence may change.",
    example: REFUSAL_EXAMPLE,
  });

/** Codes that any call with a key can meet. */
const ALWAYS = ["unauthorized", "rate_limited", "unexpected", "busy"];

/** Codes that a call to spend or to reserve can meet. */
export const SPEND_REFUSALS = [
  "invalid_request",
  "idempotency_key_required",
  "insufficient_credits",
  "forbidden",
  "budget_stop",
  "feature_off",
  "trial_ended",
  "workspace_paused",
  "plan_restricted",
  "not_found",
  "body_too_large",
  "idempotency_mismatch",
  "unknown_feature",
  "unknown_model",
  "too_old",
];

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
