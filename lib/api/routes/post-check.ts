import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { type CheckAnswer, checkSpend } from "#lib/commands/check-spend.ts";
import type { ApiEnv } from "../api-env.ts";
import { refuse } from "../refuse.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { checkAnswer, checkBody } from "../schemas/spend.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { sends } from "./secured.ts";

const route = createRoute({
  ...sends,
  method: "post",
  path: "/workspaces/{workspace}/check",
  summary: "Ask whether work may start, without effect",
  request: { params: workspaceParams, body: { required: true, ...json(checkBody) } },
  responses: {
    ...refusals(
      "invalid_request",
      "forbidden",
      "not_found",
      "body_too_large",
      "unknown_feature",
      "unknown_model",
    ),
    200: { description: "The gate's decision", ...json(checkAnswer) },
  },
});

const UNSAID = { run: null, source: "api", actor: null, occurredAt: null, metadata: null } as const;

export function postCheck(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const { lines, mode, agent = null, job = null } = context.req.valid("json");
    const request = { ...UNSAID, lines, mode, agent, job };
    const result = await checkSpend(context.get("viewer"), workspace, request, context.get("now"));
    if (!result.ok) return refuse(result.error);
    return context.json(toAnswer(result.value), 200);
  });
}

function toAnswer({ reason, coveredQuantity, suggestedPack, budget, feature, ...answer }: CheckAnswer) {
  return {
    ...answer,
    ...(reason !== null && { reason }),
    ...(coveredQuantity !== null && { coveredQuantity }),
    ...(suggestedPack && { suggestedPack: toPack(suggestedPack) }),
    ...(budget && { budget }),
    ...(feature !== null && { feature }),
  };
}

/** A price in minor units is a number in JSON. */
function toPack({ price, ...pack }: NonNullable<CheckAnswer["suggestedPack"]>) {
  return { ...pack, price: { amountMinor: Number(price.amountMinor), currency: price.currency } };
}
