import { z } from "@hono/zod-openapi";
import { TRANSFER_KINDS } from "#lib/queries/ledger.ts";
import { credits, limit, next, parameter, utc } from "./fields.ts";

export const ledgerQuery = z.strictObject({
  after: parameter.openapi({ description: "The next of the page before." }),
  limit,
  creditType: parameter.openapi({ example: "ai" }),
  kind: parameter.openapi({ enum: [...TRANSFER_KINDS] }),
  grant: parameter.openapi({ description: "The id of a grant." }),
});

const transfer = z
  .object({
    seq: z.int(),
    at: utc,
    kind: z.string(),
    creditType: z.string(),
    amount: credits.openapi({
      description: "The change of the balance: negative when credits left it.",
      example: "-5",
    }),
    balanceAfter: credits,
    from: z.string(),
    to: z.string(),
    grant: z.string(),
    debit: z.string().nullable(),
    event: z.string().nullable(),
    actor: z.string(),
  })
  .openapi("Transfer");

export const ledgerAnswer = z.object({ rows: z.array(transfer), next }).openapi("Ledger");
