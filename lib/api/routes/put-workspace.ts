import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { type OpenedAnswer, openWorkspaceOnce } from "#lib/commands/open-workspace-once.ts";
import type { ApiEnv } from "../api-env.ts";
import { idempotencyHeaders, replayedHeader, toIdempotency } from "../idempotency.ts";
import { RefusedError } from "../problem.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceAnswer, workspaceBody, workspaceParams } from "../schemas/workspace.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "put",
  path: "/workspaces/{workspace}",
  summary: "Create or update a workspace; its starter credits come once",
  request: {
    params: workspaceParams,
    headers: idempotencyHeaders,
    body: { required: true, ...json(workspaceBody) },
  },
  responses: {
    ...refusals(
      "invalid_request",
      "idempotency_key_required",
      "forbidden",
      "body_too_large",
      "idempotency_mismatch",
    ),
    200: { description: "Updated", ...json(workspaceAnswer) },
    201: { description: "Created", ...json(workspaceAnswer) },
  },
});

export function putWorkspace(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace: id } = context.req.valid("param");
    const request = { id, ...context.req.valid("json") };
    const idempotency = toIdempotency(context, context.req.valid("header"));
    const { replayed, result } = await openWorkspaceOnce(
      context.get("viewer"),
      request,
      idempotency,
      context.get("now"),
    );
    if (!result.ok) {
      const { code, ...facts } = result.error;
      throw new RefusedError(code, facts);
    }
    const { created, workspace } = result.value;
    return context.json(toAnswer(workspace), created ? 201 : 200, replayedHeader(replayed));
  });
}

function toAnswer({ id, name, timeZone, currency, plan, seats, createdAt }: OpenedAnswer["workspace"]) {
  return { id, name, timeZone, currency, plan, seats, createdAt };
}
