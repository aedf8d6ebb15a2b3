import { z } from "@hono/zod-openapi";
import { callerId, say } from "./fields.ts";
import { problem } from "./problem.ts";
import { debitAnswer, spending } from "./spend.ts";

const MOST_ITEMS = 1_000;

const ITEMS = `Send a list of 1 to ${MOST_ITEMS} items`;
const KEY =
  "Send 1 to 255 characters that a header can carry: ASCII, no control characters, no spaces around";

/** The key of a debit as a call of its own would send it, so it is one that can be sent so. */
const itemKey = z
  .string(say(KEY))
  .min(1, KEY)
  .max(255, KEY)
  .regex(/^[!-~](?:[ -~]*[!-~])?$/, KEY)
  .openapi({
    description:
      "The Idempotency-Key of this debit: sent again in a batch or by itself, the same debit has one effect.",
    example: "order-4711",
  });

export const batchItem = z.strictObject(
  {
    workspace: callerId.openapi({ example: "acme-home" }),
    idempotencyKey: itemKey,
    ...spending,
  },
  say("Send an object with a workspace, an idempotencyKey and lines"),
);

/** The name under which the document has `batchItem`. */
export const BATCH_ITEM = "BatchItem";

/** Items are unknown here: each is checked by itself, so that a wrong one fails alone. */
const items = z
  .array(z.unknown().openapi({ allOf: [{ $ref: `#/components/schemas/${BATCH_ITEM}` }] }), say(ITEMS))
  .min(1, ITEMS)
  .max(MOST_ITEMS, ITEMS);

export const batchBody = z.strictObject({ items }, say("Send a JSON object")).openapi("BatchRequest", {
  description:
    "Every item has its own idempotencyKey, so the call has no Idempotency-Key. The rate limit counts items.",
});

const replayed = z
  .literal(true)
  .optional()
  .openapi({ description: "This is the answer of the first time; nothing moved now." });

const spent = debitAnswer.extend({ status: z.literal(201), replayed }).openapi("BatchDebit");

const refused = problem
  .extend({ status: z.int().openapi({ enum: [400, 402, 403, 404, 422, 500, 503] }), replayed })
  .openapi("BatchProblem", { description: "What the debit by itself would have been refused with." });

export const batchAnswer = z
  .object({
    results: z
      .array(z.union([spent, refused]))
      .openapi({ description: "One for each item, in their order." }),
  })
  .openapi("Batch");
