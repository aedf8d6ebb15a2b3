import { z } from "@hono/zod-openapi";
import { SOURCES } from "#lib/core/grants.ts";
import { balances, callerId, creditAmount, credits, instant, say, text, utc } from "./fields.ts";

const SOURCE = `Send one of: ${SOURCES.join(", ")}`;
const PRIORITY = "Send a whole number from 0 to 100";

export const grantBody = z
  .strictObject(
    {
      creditType: text(32).openapi({ example: "ai" }),
      amount: creditAmount.openapi({ example: "500" }),
      source: z.enum(SOURCES, say(SOURCE)),
      effectiveAt: instant.optional(),
      expiresAt: instant.optional(),
      priority: z.int(PRIORITY).min(0, PRIORITY).max(100, PRIORITY).optional(),
      reason: text(500),
    },
    say("Send a JSON object"),
  )
  .openapi("GrantRequest");

export const grantAnswer = z
  .object({
    id: z.string(),
    creditType: z.string(),
    source: z.string(),
    amount: credits,
    priority: z.int(),
    effectiveAt: utc,
    expiresAt: utc.nullable(),
    reason: z.string(),
    balance: balances,
  })
  .openapi("Grant");

/** No uuid check: an id that cannot be one is answered like one that does not exist. */
export const grantParams = z.object({ workspace: callerId, grant: z.string() });

export const voidBody = z
  .strictObject({ reason: text(500) }, say("Send a JSON object"))
  .openapi("VoidRequest");

export const voidAnswer = z
  .object({ id: z.string(), creditType: z.string(), revoked: credits, balance: balances })
  .openapi("VoidedGrant");
