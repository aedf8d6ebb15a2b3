import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { voidGrant } from "#lib/commands/void-grant.ts";
import { NotFoundError } from "#lib/core/errors.ts";
import { isOwnId } from "#lib/core/ids.ts";
import type { ApiEnv } from "../api-env.ts";
import { balancesByType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { grantParams, voidAnswer, voidBody } from "../schemas/grant.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/grants/{grant}/void",
  summary: "Take back what is neither spent nor held of a grant (platform keys only)",
  request: {
    params: grantParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(voidBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "forbidden",
      "not_found",
      "grant_ended",
      "body_too_large",
      "idempotency_mismatch",
    ),
    200: { description: "Taken back", ...json(voidAnswer) },
  },
});

export function postVoid(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace, grant } = context.req.valid("param");
    if (!isOwnId(grant)) throw new NotFoundError();
    const { reason } = context.req.valid("json");
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const { replayed, result } = await voidGrant(
      context.get("viewer"),
      workspace,
      grant,
      reason,
      idempotency,
      context.get("now"),
    );
    const headers = replayedHeader(replayed);
    if (!result.ok) return refuse(result.error, headers);
    const { id, creditType, revoked, balance } = result.value;
    return context.json({ id, creditType, revoked, balance: balancesByType(balance) }, 200, headers);
  });
}
