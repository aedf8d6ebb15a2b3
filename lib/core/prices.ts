// The shapes of a price. A price is in credits, or a markup on what the vendor takes; it is given for a model, or for the
// tier that the model is of, or for all.

import type { Credits } from "./credits.ts";

export const TOKEN_KINDS = ["inputTokens", "cachedInputTokens", "outputTokens"] as const;
type TokenKind = (typeof TOKEN_KINDS)[number];

/** What one price is for: the units of a rate, or one kind of tokens. */
export type PriceKind = "credits" | TokenKind;

/** So many percent above what the vendor takes for the same. In millionths: 30 % is 30_000_000n. */
type Markup = { markupPercent: bigint };

/** Micro-credits, or a markup. */
export type Price = Credits | Markup;

/** For `per` units of the rate. */
export type UnitPrices = { credits: Price };
/** For 1,000,000 tokens. */
export type TokenPrices = Record<TokenKind, Price>;

/** What the vendor takes for `per` units of the rate, in millionths of the currency's smallest unit. */
export type UnitVendorPrice = { currency: string; amount: bigint };
/** The same for 1,000,000 tokens. */
export type TokenVendorPrice = { currency: string } & Record<TokenKind, bigint>;

/** A model: each price that it has none of its own for is that of its tier, and so is its vendor's price. */
export type ModelPrices<Prices, VendorPrice> = {
  model: string;
  vendor: string;
  tier: string;
  vendorPrice?: VendorPrice | undefined;
} & Partial<Prices>;

export type TierPrices<Prices, VendorPrice> = {
  tier: string;
  vendorPrice?: VendorPrice | undefined;
} & Prices;

/** Prices for a case of its own: by model, by tier, or for all that neither is named for. */
export type SpecialPrices<Prices> = Partial<Prices> & {
  models?: ({ model: string } & Partial<Prices>)[] | undefined;
  tiers?: ({ tier: string } & Prices)[] | undefined;
};

/** What a credit type is worth: minor units of `currency` for 1,000 credits. */
export type FaceValue = { minorPerThousand: bigint; currency: string };
