import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Viewer } from "#lib/core/viewer.ts";
import { getBalance, type TypeBalance } from "#lib/queries/balance.ts";
import { getBalanceAt } from "#lib/queries/balance-at.ts";
import type { ApiEnv } from "../api-env.ts";
import { refuse } from "../refuse.ts";
import { balanceAnswer, balanceQuery } from "../schemas/balance.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/workspaces/{workspace}/balance",
  summary: "What a workspace has now, or had at a time",
  request: { params: workspaceParams, query: balanceQuery },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "The balance by credit type", ...json(balanceAnswer) },
  },
});

export function getWorkspaceBalance(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const { at } = context.req.valid("query");
    const { asOf, types } = await readBalance(
      context.get("viewer"),
      workspace,
      at || null,
      context.get("now"),
    );
    const credits = Object.fromEntries(types.map((type) => [type.creditType, toAnswer(type)]));
    return context.json({ asOf, credits }, 200);
  });
}

async function readBalance(viewer: Viewer, workspace: string, at: Date | null, now: Date) {
  if (at === null) return getBalance(viewer, workspace, now);
  const past = await getBalanceAt(viewer, workspace, at, now);
  return past.ok ? past.value : refuse(past.error);
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
