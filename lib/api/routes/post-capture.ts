import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { captureHold } from "#lib/commands/capture-hold.ts";
import { topUpUrl } from "#lib/commands/check-spend.ts";
import { recall } from "#lib/commands/recall.ts";
import type { CaptureAnswer } from "#lib/ledger/items.ts";
import type { ApiEnv } from "../api-env.ts";
import { byType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { captureAnswer, captureBody, holdParams } from "../schemas/hold.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { toDebit } from "../to-debit.ts";
import { maySend } from "./secured.ts";

const route = createRoute({
  ...maySend,
  method: "post",
  path: "/workspaces/{workspace}/holds/{hold}/capture",
  summary: "Spend what a hold reserved",
  request: {
    params: holdParams,
    headers: idempotencyHeaders,
    body: { required: false, ...json(captureBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "insufficient_credits",
      "forbidden",
      "budget_stop",
      "not_found",
      "hold_ended",
      "capture_exceeds_hold",
      "body_too_large",
      "idempotency_mismatch",
      "unknown_feature",
      "unknown_model",
    ),
    201: { description: "Spent; what is not needed any more was given back", ...json(captureAnswer) },
  },
});

export function postCapture(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace, hold } = context.req.valid("param");
    const { lines = null, partial, allowOver } = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const outcome = await captureHold(
      context.get("viewer"),
      workspace,
      hold,
      { lines, partial, allowOver },
      idempotency,
      context.get("now"),
    );
    const { replayed, result } = await recall(outcome, "capture", workspace, idempotency);
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers, { topUpUrl: topUpUrl(workspace) });
    return context.json(toAnswer(result.value), 201, headers);
  });
}

function toAnswer({ hold: { id, open, held, released }, ...answer }: CaptureAnswer) {
  return { ...toDebit(answer), hold: { id, open, held: byType(held), released: byType(released) } };
}
