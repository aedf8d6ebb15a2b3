import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { listLedger } from "#lib/queries/ledger.ts";
import type { ApiEnv } from "../api-env.ts";
import { refuse } from "../refuse.ts";
import { given } from "../schemas/fields.ts";
import { json } from "../schemas/json-content.ts";
import { ledgerAnswer, ledgerQuery } from "../schemas/ledger.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/workspaces/{workspace}/ledger",
  summary: "The transfers of a workspace, newest first",
  request: { params: workspaceParams, query: ledgerQuery },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "One page", ...json(ledgerAnswer) },
  },
});

export function getWorkspaceLedger(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const result = await listLedger(context.get("viewer"), workspace, given(context.req.valid("query")));
    if (!result.ok) return refuse(result.error);
    return context.json(result.value, 200);
  });
}
