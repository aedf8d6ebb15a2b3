import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { topUpUrl } from "#lib/commands/check-spend.ts";
import { debit } from "#lib/commands/debit.ts";
import { recall } from "#lib/commands/recall.ts";
import type { ApiEnv } from "../api-env.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { json } from "../schemas/json-content.ts";
import { refusals, SPEND_REFUSALS } from "../schemas/problem.ts";
import { debitAnswer, debitBody, toSpendRequest } from "../schemas/spend.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { toDebit } from "../to-debit.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/debits",
  summary: "Spend credits now",
  request: {
    params: workspaceParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(debitBody) },
  },
  responses: {
    ...refusals(...SPEND_REFUSALS),
    201: { description: "Spent; the grants in the order they were burnt", ...json(debitAnswer) },
  },
});

export function postDebit(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const request = toSpendRequest(context.req.valid("json"));
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const outcome = await debit(context.get("viewer"), workspace, request, idempotency, context.get("now"));
    const { replayed, result } = await recall(outcome, "debit", workspace, idempotency);
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers, { topUpUrl: topUpUrl(workspace) });
    return context.json(toDebit(result.value), 201, headers);
  });
}
