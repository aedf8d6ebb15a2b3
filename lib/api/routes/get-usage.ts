import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { getUsage, type UsageRowDto } from "#lib/queries/usage.ts";
import type { ApiEnv } from "../api-env.ts";
import { refuse } from "../refuse.ts";
import { given } from "../schemas/fields.ts";
import { json } from "../schemas/json-content.ts";
import { refusals } from "../schemas/problem.ts";
import { usageAnswer, usageQuery } from "../schemas/usage.ts";
import { workspaceParams } from "../schemas/workspace.ts";
import { reads } from "./secured.ts";

const route = createRoute({
  ...reads,
  method: "get",
  path: "/workspaces/{workspace}/usage",
  summary: "What was used in a month, in total and by group",
  request: { params: workspaceParams, query: usageQuery },
  responses: {
    ...refusals("invalid_request", "not_found"),
    200: { description: "The total does not depend on the page", ...json(usageAnswer) },
  },
});

export function getWorkspaceUsage(api: OpenAPIHono<ApiEnv>): void {
  api.openapi(route, async (context) => {
    const { workspace } = context.req.valid("param");
    const filters = given(context.req.valid("query"));
    const result = await getUsage(context.get("viewer"), workspace, filters, context.get("now"));
    if (!result.ok) return refuse(result.error);
    const { timeZone, from, to, total, rows, next } = result.value;
    return context.json({ timeZone, from, to, total: total.credits, rows: rows.map(toRow), next }, 200);
  });
}

function toRow(row: UsageRowDto) {
  const { credits, events, quantity, skipped, discarded } = row;
  const amounts = { credits, events, ...(quantity !== null && { quantity }), skipped, discarded };
  return { ...keyOf(row), ...amounts };
}

function keyOf(row: UsageRowDto) {
  switch (row.groupBy) {
    case "agent":
      return { agent: row.agent, ...named(row.name) };
    case "job":
      return { job: row.job, ...named(row.name) };
    case "run":
      return { run: row.run, job: row.job, ...named(row.name) };
    case "feature":
      return { feature: row.feature };
    case "day":
      return { day: row.day };
  }
}

function named(name: string | null) {
  return name === null ? {} : { name };
}
