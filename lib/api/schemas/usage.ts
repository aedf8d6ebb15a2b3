import { z } from "@hono/zod-openapi";
import { amounts, limit, next, parameter, utc } from "./fields.ts";

export const usageQuery = z.strictObject({
  month: parameter.openapi({
    example: "2026-11",
    description: "In the workspace's zone; the current one when left out.",
  }),
  agent: parameter,
  job: parameter,
  feature: parameter,
  source: parameter,
  groupBy: parameter.openapi({ enum: ["agent", "job", "run", "feature", "day"], default: "day" }),
  after: parameter.openapi({ description: "The next of the page before." }),
  limit,
});

const row = z
  .object({
    agent: z.string().nullable().optional(),
    job: z.string().nullable().optional(),
    run: z.string().nullable().optional(),
    feature: z.string().optional(),
    day: z.string().optional(),
    name: z.string().optional(),
    credits: amounts,
    events: z.int(),
    quantity: z.string().optional(),
    skipped: z.string(),
    discarded: z.int(),
  })
  .openapi("UsageRow", {
    description:
      "What a row is grouped by is null where events named none; a run comes with its job. quantity is there where all is of one feature.",
  });

export const usageAnswer = z
  .object({ timeZone: z.string(), from: utc, to: utc, total: amounts, rows: z.array(row), next })
  .openapi("Usage");
