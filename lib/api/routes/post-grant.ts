import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { recall } from "#lib/commands/recall.ts";
import { requireGrantTerms } from "#lib/queries/grant-terms.ts";
import type { ApiEnv } from "../api-env.ts";
import { balancesByType } from "../by-type.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { refuse } from "../refuse.ts";
import { grantAnswer, grantBody } from "../schemas/grant.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/grants",
  summary: "Grant credits (platform keys only)",
  request: {
    params: workspaceParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(grantBody) },
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
    201: { description: "Granted", ...json(grantAnswer) },
  },
});

export function postGrant(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const viewer = context.get("viewer");
    const { effectiveAt = null, expiresAt = null, priority = null, ...body } = context.req.valid("json");
    const request = { ...body, effectiveAt, expiresAt, priority };
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const outcome = await grantCredits(viewer, workspace, request, idempotency, context.get("now"));
    const { replayed, result } = await recall(outcome, "grant", workspace, idempotency);
    if (!result.ok) return refuse(result.error, replayedHeader(replayed));
    const { id, creditType, amount, balance } = result.value;
    const terms = await requireGrantTerms(viewer, workspace, id);
    return context.json(
      { id, creditType, amount, ...terms, balance: balancesByType(balance) },
      201,
      replayedHeader(replayed),
    );
  });
}
