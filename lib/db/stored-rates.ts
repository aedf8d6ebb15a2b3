// A card's rates as they are kept. Amounts are decimal strings: credits, a currency's smallest unit, or percent.
import { z } from "zod";
import { formatMicro, parseMicro } from "#lib/core/credits.ts";
import type { FieldProblem } from "#lib/core/invalid-request.ts";
import type { Rate } from "#lib/core/rates.ts";
import { err, ok, type Result } from "#lib/core/result.ts";

const DECIMAL = "Send a decimal string from 0 with at most six decimals";
const amount = z.codec(z.string(DECIMAL), z.bigint(), {
  decode(text, context) {
    const value = parseMicro(text);
    if (value === null) context.issues.push({ code: "custom", message: DECIMAL, input: text });
    return value ?? 0n;
  },
  encode: formatMicro,
});
const count = z.codec(z.int("Send a whole number"), z.bigint(), { decode: BigInt, encode: Number });
const currency = z.string().regex(/^[A-Z]{3}$/, "Send three capital letters, like EUR");

const markup = z.strictObject({ markupPercent: amount });
const price = z.union([amount, markup], "Send credits from 0 with at most six decimals, or a markupPercent");
const unitPrices = { credits: price };
const tokenPrices = { inputTokens: price, cachedInputTokens: price, outputTokens: price };
const unitVendorPrice = z.strictObject({ currency, amount }).optional();
const tokenVendorPrice = z
  .strictObject({ currency, inputTokens: amount, cachedInputTokens: amount, outputTokens: amount })
  .optional();

function some<Prices extends z.ZodRawShape>(prices: Prices) {
  return z.object(prices).partial().shape;
}

function special<Prices extends z.ZodRawShape>(prices: Prices) {
  const own = z.strictObject({
    ...some(prices),
    models: z.array(z.strictObject({ model: z.string(), ...some(prices) })).optional(),
    tiers: z.array(z.strictObject({ tier: z.string(), ...prices })).optional(),
  });
  return z.union([z.literal(["free", "same"]), own], 'Send "free", "same" or prices');
}

const base = {
  feature: z.string(),
  creditType: z.string(),
  unit: z.string(),
  rounding: z.enum(["exact", "whole_per_execution"]),
  minimum: amount.optional(),
  faceValue: z.strictObject({ minorPerThousand: count, currency }).optional(),
};
const model = { model: z.string(), vendor: z.string(), tier: z.string() };
const tier = { tier: z.string() };

const unitRate = z.strictObject({
  ...base,
  kind: z.literal("unit"),
  per: count,
  ...unitPrices,
  vendorPrice: unitVendorPrice,
  ownKey: special(unitPrices),
  manual: special(unitPrices),
  models: z.array(z.strictObject({ ...model, ...some(unitPrices), vendorPrice: unitVendorPrice })),
  tiers: z.array(z.strictObject({ ...tier, ...unitPrices, vendorPrice: unitVendorPrice })).optional(),
});
const tokenRate = z.strictObject({
  ...base,
  kind: z.literal("tokens"),
  ownKey: special(tokenPrices),
  manual: special(tokenPrices),
  models: z.array(z.strictObject({ ...model, ...some(tokenPrices), vendorPrice: tokenVendorPrice })),
  tiers: z.array(z.strictObject({ ...tier, ...tokenPrices, vendorPrice: tokenVendorPrice })).optional(),
});

/** Between the JSON of the table and the rates of the core. */
export const storedRates = z.array(z.discriminatedUnion("kind", [unitRate, tokenRate]));

/** Rates from anybody's JSON; or every field that is not of their form, by its path under "rates". */
export function readRates(json: unknown): Result<Rate[], FieldProblem[]> {
  const read = storedRates.safeParse(json);
  if (read.success) return ok(read.data);
  return err(
    read.error.issues.map(({ path, message }) => ({
      path: ["rates", ...path.map(String)].join("."),
      message,
    })),
  );
}
