import { z } from "@hono/zod-openapi";
import { isTimeZone } from "#lib/core/months.ts";
import { atOnce } from "./at-once.ts";
import { callerId, say, text, utc } from "./fields.ts";

export const workspaceParams = atOnce(z.object({ workspace: callerId.openapi({ example: "acme-home" }) }));

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

const ZONE = "Send an IANA time zone such as Europe/Berlin";
const CURRENCY = "Send an ISO 4217 code such as EUR";
const SEATS = "Send a whole number from 1 to 1000000";
const OWNER = "Send an e-mail address";
const OWNERS = "Send at most 50 e-mail addresses";

export const workspaceBody = z
  .strictObject(
    {
      name: text(200),
      timeZone: z.string(say(ZONE)).refine(isTimeZone, ZONE).openapi({ example: "Europe/Berlin" }),
      currency: z
        .string(say(CURRENCY))
        .refine((code) => CURRENCIES.has(code), CURRENCY)
        .openapi({ example: "EUR" }),
      plan: text(100).optional(),
      seats: z.int(SEATS).min(1, SEATS).max(1_000_000, SEATS).optional(),
      owners: z.array(z.email(OWNER).max(254, OWNER), OWNERS).max(50, OWNERS).optional(),
    },
    say("Send a JSON object"),
  )
  .openapi("WorkspaceRequest");

export const workspaceAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    plan: z.string().nullable(),
    seats: z.int(),
    createdAt: utc,
  })
  .openapi("Workspace");
