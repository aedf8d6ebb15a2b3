import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { topUpUrl } from "#lib/commands/check-spend.ts";
import { debit } from "#lib/commands/debit.ts";
import { recall } from "#lib/commands/recall.ts";
import type { DebitAnswer } from "#lib/ledger/items.ts";
import type { ApiEnv } from "../api-env.ts";
import { balancesByType, byType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { debitAnswer, debitBody } from "../schemas/spend.ts";
import { workspaceParams } from "../schemas/workspace.ts";
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
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "insufficient_credits",
      "forbidden",
      "workspace_paused",
      "not_found",
      "body_too_large",
      "idempotency_mismatch",
      "unknown_feature",
      "unknown_model",
      "too_old",
    ),
    201: { description: "Spent; the grants in the order they were burnt", ...json(debitAnswer) },
  },
});

export function postDebit(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const body = context.req.valid("json");
    const { agent = null, job = null, run = null, actor = null } = body;
    const { occurredAt = null, metadata = null } = body;
    const request = { ...body, agent, job, run, actor, occurredAt, metadata };
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const outcome = await debit(context.get("viewer"), workspace, request, idempotency, context.get("now"));
    const { replayed, result } = await recall(outcome, "debit", workspace, idempotency);
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers, { topUpUrl: topUpUrl(workspace) });
    return context.json(toAnswer(result.value), 201, headers);
  });
}

function toAnswer({ id, required, spent, balance, coveredQuantity, lines }: DebitAnswer) {
  return {
    id,
    required: byType(required),
    spent: byType(spent),
    balance: balancesByType(balance),
    ...(coveredQuantity !== null && { coveredQuantity }),
    lines: lines.map(({ feature, quantity, credits, skipped, event, grants }) => ({
      feature,
      quantity,
      credits,
      ...(skipped !== "0" && { skipped }),
      event,
      grants: grants.map((grant) => ({ id: grant.id, credits: grant.credits })),
    })),
  };
}
