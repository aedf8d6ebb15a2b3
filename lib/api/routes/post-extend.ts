import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { extendHold } from "#lib/commands/extend-hold.ts";
import type { ApiEnv } from "../api-env.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { extendAnswer, extendBody, holdParams } from "../schemas/hold.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/holds/{hold}/extend",
  summary: "Keep a hold alive",
  request: {
    params: holdParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(extendBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "forbidden",
      "not_found",
      "hold_ended",
      "body_too_large",
      "idempotency_mismatch",
    ),
    200: { description: "Alive until then", ...json(extendAnswer) },
  },
});

export function postExtend(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace, hold } = context.req.valid("param");
    const { expiresInSeconds } = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const { replayed, result } = await extendHold(
      context.get("viewer"),
      workspace,
      hold,
      expiresInSeconds,
      idempotency,
      context.get("now"),
    );
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers);
    const { id, expiresAt } = result.value;
    return context.json({ id, expiresAt }, 200, headers);
  });
}
