import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { NotFoundError } from "#lib/core/errors.ts";
import { getRateCard } from "#lib/queries/rate-card.ts";
import type { ApiEnv } from "../api-env.ts";
import { rateCardAnswer, rateCardQuery } from "../schemas/catalogue.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/rate-card",
  summary: "The prices of features in credits",
  request: { query: rateCardQuery },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "The rate card in force at that time", ...json(rateCardAnswer) },
  },
});

export function getRates(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { at } = context.req.valid("query");
    const card = await getRateCard(at || context.get("now"));
    if (!card) throw new NotFoundError("A rate card at that time");
    return context.json(card, 200);
  });
}
