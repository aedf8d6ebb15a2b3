import { z } from "@hono/zod-openapi";
import { atOnce } from "./at-once.ts";
import { amounts, balances, callerId, credits, say, utc } from "./fields.ts";
import { burnt, debitAnswer, lines, spending, YES_OR_NO } from "./spend.ts";

const SECONDS = "Send a whole number of seconds from 1 to 86400";
const DEFAULT_SECONDS = 300;
const seconds = z.int(say(SECONDS)).min(1, SECONDS).max(86_400, SECONDS);
const OBJECT = say("Send a JSON object");

/** No uuid check: an id that cannot be one is answered like one that does not exist. */
export const holdParams = atOnce(
  z.object({ workspace: callerId.openapi({ example: "acme-home" }), hold: z.string() }),
);

export const holdBody = z
  .strictObject({ ...spending, expiresInSeconds: seconds.default(DEFAULT_SECONDS) }, OBJECT)
  .openapi("HoldRequest", {
    description:
      "What a debit would send, and how long the credits stay reserved. Usage is recorded when it is captured; occurredAt only says by which rate card it is priced.",
  });

export const holdAnswer = z
  .object({
    id: z.string(),
    required: amounts,
    held: amounts,
    expiresAt: utc,
    balance: balances,
    coveredQuantity: z.string().optional(),
    lines: z.array(
      z.object({
        feature: z.string(),
        quantity: z.string(),
        credits,
        skipped: z.string().optional(),
        grants: burnt,
      }),
    ),
  })
  .openapi("Hold");

export const captureBody = z
  .strictObject(
    {
      lines: lines.optional(),
      partial: z.boolean(YES_OR_NO).default(false),
      allowOver: z.boolean(YES_OR_NO).default(false),
    },
    OBJECT,
  )
  .openapi("CaptureRequest", {
    description:
      "What was really used; without lines, all that is left of the hold. With partial the hold stays open. With allowOver the balance gives what the hold does not cover.",
  });

export const captureAnswer = debitAnswer
  .extend({
    hold: z
      .object({ id: z.string(), open: z.boolean(), held: amounts, released: amounts })
      .openapi({ description: "What the hold still keeps, and what it gave back." }),
  })
  .openapi("Capture");

export const releaseBody = z.strictObject({}, OBJECT).openapi("ReleaseRequest");

export const releaseAnswer = z
  .object({ id: z.string(), released: amounts, balance: balances })
  .openapi("ReleasedHold");

export const extendBody = z.strictObject({ expiresInSeconds: seconds }, OBJECT).openapi("ExtendRequest", {
  description: "Counted from now. A hold never ends sooner than it would have ended without.",
});

export const extendAnswer = z.object({ id: z.string(), expiresAt: utc }).openapi("ExtendedHold");
