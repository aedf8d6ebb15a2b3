import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { NotFoundError } from "#lib/core/errors.ts";
import { isCallerId } from "#lib/core/ids.ts";
import { listPackPrices } from "#lib/queries/pack-prices.ts";
import type { ApiEnv } from "../api-env.ts";
import { packsAnswer, packsQuery } from "../schemas/catalogue.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/packs",
  summary: "The packs on sale, in every currency or for one workspace",
  request: { query: packsQuery },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "In the order they are shown", ...json(packsAnswer) },
  },
});

export function getPacks(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("query");
    if (workspace && !isCallerId(workspace)) throw new NotFoundError();
    const rows = await listPackPrices(context.get("viewer"), workspace || null);
    return context.json({ rows, next: null }, 200);
  });
}
