import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { topUpUrl } from "#lib/commands/check-spend.ts";
import { hold } from "#lib/commands/hold.ts";
import { recall } from "#lib/commands/recall.ts";
import type { HoldAnswer } from "#lib/ledger/items.ts";
import type { ApiEnv } from "../api-env.ts";
import { balancesByType, byType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { holdAnswer, holdBody } from "../schemas/hold.ts";
import { json } from "../schemas/json-content.ts";
import { refusals, SPEND_REFUSALS } from "../schemas/problem.ts";
import { toSpendRequest } from "../schemas/spend.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { toLine } from "../to-debit.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/holds",
  summary: "Reserve credits for work in progress",
  request: {
    params: workspaceParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(holdBody) },
  },
  responses: {
    ...refusals(...SPEND_REFUSALS),
    201: { description: "Reserved; the grants in the order they will burn", ...json(holdAnswer) },
  },
});

export function postHold(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const body = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const outcome = await hold(
      context.get("viewer"),
      workspace,
      toSpendRequest(body),
      body.expiresInSeconds,
      idempotency,
      context.get("now"),
    );
    const { replayed, result } = await recall(outcome, "hold", workspace, idempotency);
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers, { topUpUrl: topUpUrl(workspace) });
    return context.json(toAnswer(result.value), 201, headers);
  });
}

function toAnswer({ id, required, held, expiresAt, balance, coveredQuantity, lines }: HoldAnswer) {
  return {
    id,
    required: byType(required),
    held: byType(held),
    expiresAt,
    balance: balancesByType(balance),
    ...(coveredQuantity !== null && { coveredQuantity }),
    lines: lines.map(toLine),
  };
}
