import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { getBalance, type TypeBalance } from "#lib/queries/balance.ts";
import type { ApiEnv } from "../api-env.ts";
import { balanceAnswer } from "../schemas/balance.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/workspaces/{workspace}/balance",
  summary: "What a workspace has now",
  request: { params: workspaceParams, query: z.strictObject({}) },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "The balance by credit type", ...json(balanceAnswer) },
  },
});

export function getWorkspaceBalance(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const { asOf, types } = await getBalance(context.get("viewer"), workspace, context.get("now"));
    const credits = Object.fromEntries(types.map((type) => [type.creditType, toAnswer(type)]));
    return context.json({ asOf, credits }, 200);
  });
}

/** The fields of the contract; what is not known is left out. */
function toAnswer({ available, held, runway, nextExpiry, grants }: TypeBalance) {
  return {
    available,
    held,
    ...(runway && { runwayDays: runway.fromDays }),
    ...(nextExpiry && { nextExpiry }),
    grants: grants.map(({ id, source, amount, remaining, held, effectiveAt, expiresAt }) => ({
      id,
      source,
      amount,
      remaining,
      held,
      effectiveAt,
      expiresAt,
    })),
  };
}
