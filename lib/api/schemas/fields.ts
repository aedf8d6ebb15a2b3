// The fields that several bodies share. Each refuses with one sentence that says what to send.
import { z } from "@hono/zod-openapi";
import { MAX_QUANTITY, MICRO, parseMicro } from "#lib/core/credits.ts";
import { CALLER_ID } from "#lib/core/ids.ts";

/** The sentence for a field, and the same after "Required." where the field is missing. */
export function say(sentence: string) {
  return {
    error: ({ input }: { input?: unknown }) => (input === undefined ? `Required. ${sentence}` : sentence),
  };
}

const ID_SENTENCE = "Send 1 to 128 letters, digits, dots, dashes, underscores or colons";
export const callerId = z.string(say(ID_SENTENCE)).regex(CALLER_ID, ID_SENTENCE);

/** Text on one line that a database keeps as it is: no control characters, no halves of a character. */
export function text(maxLength: number) {
  const sentence = `Send 1 to ${maxLength} characters on one line`;
  // Refined rather than matched: the document would write the pattern's flag as part of it.
  return z.string(say(sentence)).min(1, sentence).max(maxLength, sentence).refine(isOneLine, sentence);
}

function isOneLine(value: string): boolean {
  return /\S/.test(value) && !/[\p{Cc}\p{Cs}]/u.test(value);
}

const DECIMAL = /^(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?$/;
const MAX_UNITS = Number(MAX_QUANTITY / MICRO);
const QUANTITY_SENTENCE =
  'Send a whole number from 0 to 1000000000000, or a string with at most six decimals such as "2.5"';

/** Units as a whole JSON number or an exact decimal string; a number with decimals is not exact. In millionths. */
export const quantity = z
  .union(
    [
      z.int(QUANTITY_SENTENCE).min(0, QUANTITY_SENTENCE).max(MAX_UNITS, QUANTITY_SENTENCE),
      z.string().regex(DECIMAL, QUANTITY_SENTENCE).openapi({ format: "decimal" }),
    ],
    say(QUANTITY_SENTENCE),
  )
  .transform((value, context) => {
    const micro = parseMicro(String(value));
    if (micro !== null && micro <= MAX_QUANTITY) return micro;
    context.addIssue({ code: "custom", message: QUANTITY_SENTENCE });
    return z.NEVER;
  })
  .openapi("Quantity", {
    description: "A whole number, or a decimal string with at most six decimals. From 0 to 10^12.",
    example: 2000,
  });

const CREDITS_SENTENCE = 'Send a decimal string with at most six decimals such as "12.5"';

/** Credits as a decimal string, in micro-credits. */
export const creditAmount = z
  .string(say(CREDITS_SENTENCE))
  .regex(DECIMAL, CREDITS_SENTENCE)
  .transform((value, context) => {
    const micro = parseMicro(value);
    if (micro !== null) return micro;
    context.addIssue({ code: "custom", message: CREDITS_SENTENCE });
    return z.NEVER;
  })
  .openapi({ format: "decimal" });

const INSTANT_SENTENCE =
  "Send a time of the years 2000 to 2199 as RFC 3339 with offset, such as 2026-11-21T12:00:00Z";
const RFC_3339 = /^2[01]\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** An instant, RFC 3339 with offset. */
export const instant = z
  .string(say(INSTANT_SENTENCE))
  .regex(RFC_3339, INSTANT_SENTENCE)
  .transform((value, context) => {
    if (z.iso.datetime({ offset: true }).safeParse(value.toUpperCase()).success) return new Date(value);
    context.addIssue({ code: "custom", message: INSTANT_SENTENCE });
    return z.NEVER;
  })
  .openapi({ format: "date-time", example: "2026-11-21T12:00:00Z" });

// What answers are made of.
export const credits = z
  .string()
  .openapi("Credits", { format: "decimal", description: "Credits as a decimal string.", example: "12.5" });
export const amounts = z
  .record(z.string(), credits)
  .openapi("Amounts", { description: "Credits by credit type.", example: { ai: "5" } });
export const utc = z.string().openapi({ format: "date-time", example: "2026-11-21T12:00:00.000Z" });
export const money = z.object({ amountMinor: z.int(), currency: z.string() }).openapi("Money", {
  description: "Minor units of an ISO 4217 currency.",
  example: { amountMinor: 4900, currency: "EUR" },
});
export const balances = z
  .record(z.string(), z.object({ available: credits, held: credits }))
  .openapi("Balances", { example: { ai: { available: "45", held: "0" } } });
/** The cursor for `after`; null on the last page. */
export const next = z.string().nullable();

const ONCE = "Send it once";
/** A parameter of a query; its meaning is checked where it is used. */
export const parameter = z.string(ONCE).optional();

const LIMIT_SENTENCE = "Send a whole number from 1 to 200";
export const limit = z
  .string(LIMIT_SENTENCE)
  .regex(/^\d{0,4}$/, LIMIT_SENTENCE)
  .transform((digits) => (digits === "" ? undefined : Number(digits)))
  .optional()
  .openapi({ type: "integer", minimum: 1, maximum: 200, default: 50 });

/** The parameters that were given: an empty one, as in "?agent=&job=feed", is one that was left out. */
export function given<Query extends Record<string, unknown>>(query: Query): Query {
  const empty = Object.entries(query).filter(([, value]) => value === "");
  return { ...query, ...Object.fromEntries(empty.map(([name]) => [name, undefined])) };
}
