import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { openBatch } from "#lib/commands/debit-batch.ts";
import { invariant } from "#lib/core/invariant.ts";
import { settle } from "#lib/core/result.ts";
import type { ApiEnv } from "../api-env.ts";
import { countItems } from "../authenticate.ts";
import { toBatchDebit, toBatchResult } from "../batch-item.ts";
import { toFailure } from "../on-error.ts";
import { toProblem } from "../problem.ts";
import { BATCH_ITEM, batchAnswer, batchBody, batchItem } from "../schemas/batch.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/debits/batch",
  summary: "Spend credits up to a thousand times at once; a debit that is refused fails alone",
  request: { body: { required: true, ...json(batchBody) } },
  responses: {
    ...refusals("invalid_request", "forbidden", "body_too_large"),
    200: { description: "What became of each item, in their order", ...json(batchAnswer) },
  },
});

export function postBatch(api: OpenAPIHono<ApiEnv>): void {
  api.openAPIRegistry.register(BATCH_ITEM, batchItem);
  api.openapi(route, async (context) => {
    const { items } = context.req.valid("json");
    const spend = await openBatch(context.get("viewer"), context.get("now"));
    countItems(context, items.length);
    const read = items.map((item) => settle(() => toBatchDebit(item)));
    const debits = read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const spent = (await spend(debits)).values();
    const toFailed = failures();
    const results = read.map((one) => {
      if (one.status === "rejected") return toFailed(one.reason);
      const { value: outcome } = spent.next();
      invariant(outcome, "every debit has its outcome");
      if (outcome.status === "rejected") return toFailed(outcome.reason);
      // What cannot be answered fails alone, too: the others were spent.
      const answer = settle(() => toBatchResult(outcome.value, one.value.workspaceId));
      return answer.status === "rejected" ? toFailed(answer.reason) : answer.value;
    });
    return context.json({ results }, 200);
  });
}

/** The problems of items that failed. What failed many of them at once is looked at, and logged, once. */
function failures(): (error: unknown) => ReturnType<typeof toProblem> {
  const known = new Map<unknown, ReturnType<typeof toProblem>>();
  return (error) => {
    const problem = known.get(error);
    if (problem) return problem;
    const { code, facts } = toFailure(error);
    const made = toProblem(code, facts);
    known.set(error, made);
    return made;
  };
}
