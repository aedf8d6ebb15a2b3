import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { checkout } from "#lib/commands/checkout.ts";
import type { ApiEnv } from "../api-env.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { RefusedError } from "../problem.ts";
import { checkoutAnswer, checkoutBody } from "../schemas/checkout.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/checkout",
  summary: "Open the payment page of a pack (platform keys only)",
  request: {
    params: workspaceParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(checkoutBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "forbidden",
      "not_found",
      "pack_unavailable",
      "body_too_large",
      "idempotency_mismatch",
      "payment_unavailable",
    ),
    201: { description: "The payment page is open", ...json(checkoutAnswer) },
  },
});

const RETRY_SECONDS = 3;

export function postCheckout(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const { pack, returnUrl = null } = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const request = { packId: pack, returnUrl };
    const { replayed, result } = await checkout(
      context.get("viewer"),
      workspace,
      request,
      idempotency,
      context.get("now"),
    );
    if (result.ok) return context.json({ url: result.value.url }, 201, replayedHeader(replayed));
    throw toRefusal(result.error.code);
  });
}

function toRefusal(code: string): RefusedError {
  if (code !== "payment_unavailable") return new RefusedError(code);
  return new RefusedError(
    code,
    { retryAfterSeconds: RETRY_SECONDS },
    { "Retry-After": String(RETRY_SECONDS) },
  );
}
