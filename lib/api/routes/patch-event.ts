import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { markOutcome } from "#lib/commands/mark-outcome.ts";
import type { ApiEnv } from "../api-env.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { eventParams, eventQuery, outcomeAnswer, outcomeBody } from "../schemas/event.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "patch",
  path: "/workspaces/{workspace}/events/{event}",
  summary: "Mark what became of a result; credits stay spent",
  request: {
    params: eventParams,
    query: eventQuery,
    headers: idempotencyHeaders,
    body: { required: true, ...json(outcomeBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "forbidden",
      "not_found",
      "body_too_large",
      "idempotency_mismatch",
    ),
    200: { description: "Marked", ...json(outcomeAnswer) },
  },
});

export function patchEvent(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace, event: eventId } = context.req.valid("param");
    const { occurredAt } = context.req.valid("query");
    const { outcome } = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const request = { eventId, occurredAt: occurredAt || null, outcome };
    const marked = await markOutcome(
      context.get("viewer"),
      workspace,
      request,
      idempotency,
      context.get("now"),
    );
    const headers = replayedHeader(marked.replayed);
    if (!marked.result.ok) return refuse(marked.result.error, headers);
    return context.json({ id: marked.result.value.id, outcome: marked.result.value.outcome }, 200, headers);
  });
}
