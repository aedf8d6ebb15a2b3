import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { releaseHold } from "#lib/commands/release-hold.ts";
import type { ApiEnv } from "../api-env.ts";
import { balancesByType, byType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { holdParams, releaseAnswer, releaseBody } from "../schemas/hold.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { maySend } from "./secured.ts";

const route = createRoute({
  ...maySend,
  method: "post",
  path: "/workspaces/{workspace}/holds/{hold}/release",
  summary: "Give back what a hold reserved",
  request: {
    params: holdParams,
    headers: idempotencyHeaders,
    body: { required: false, ...json(releaseBody) },
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
    200: { description: "Given back", ...json(releaseAnswer) },
  },
});

export function postRelease(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace, hold } = context.req.valid("param");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const { replayed, result } = await releaseHold(
      context.get("viewer"),
      workspace,
      hold,
      idempotency,
      context.get("now"),
    );
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers);
    const { id, released, balance } = result.value;
    const answer = { id, released: byType(released), balance: balancesByType(balance) };
    return context.json(answer, 200, headers);
  });
}
