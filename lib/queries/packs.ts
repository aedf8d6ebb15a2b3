import { type Credits, formatMicro } from "#lib/core/credits.ts";
import { availableOf, hasExpired } from "#lib/core/grants.ts";
import { paceOf } from "#lib/core/pace.ts";
import { type Buyer, type Fit, fitOf, type PackOffer, toPackOffer } from "#lib/core/pack-offers.ts";
import { canBuy } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { listCreditTypes } from "#lib/db/credit-types.ts";
import { readOpenGrants } from "#lib/db/grants.ts";
import { packsFor } from "#lib/db/packs.ts";
import { readDailySpend } from "#lib/db/usage-daily.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";

export type MoneyDto = { amountMinor: string; currency: string };

/** Credits are decimal strings, instants RFC 3339 in UTC, `validThrough` a day of the workspace's zone. */
export type PackOfferDto = {
  id: string;
  name: string;
  creditType: string;
  credits: string;
  price: MoneyDto;
  /** For 1,000 credits, rounded half up to a minor unit. */
  perThousand: MoneyDto;
  validityMonths: number;
  validThrough: string;
  expiresAt: string;
  balanceAfter: string;
  lastsDays: number | null;
  atRisk: string | null;
};

export type TypeOffers = {
  creditType: string;
  available: string;
  paceState: "pace" | "not_enough_history" | "no_use";
  fit: Fit | null;
  offers: PackOfferDto[];
};

export type PackOffersDto = {
  workspaceId: string;
  timeZone: string;
  currency: string;
  canBuy: boolean;
  types: TypeOffers[];
};

/** Credits of one type that a refused run was short of: the pack that covers them is marked. */
export type Need = { creditType: string; credits: Credits };

/** What the workspace can buy at `now`, per credit type in display order, priced in its currency. Throws NotFoundError. */
export async function listPackOffers(
  viewer: Viewer,
  workspaceId: string,
  need: Need | null,
  now: Date,
): Promise<PackOffersDto> {
  const { timeZone, currency } = await requireWorkspaceRow(viewer, workspaceId);
  const [creditTypes, packs, grants, spend] = await Promise.all([
    listCreditTypes(),
    packsFor(currency),
    readOpenGrants(workspaceId, now),
    readDailySpend(workspaceId, timeZone, now),
  ]);
  const types = creditTypes.map(({ id }): TypeOffers => {
    const lots = grants.filter((grant) => grant.creditType === id && !hasExpired(grant, now));
    const pace = paceOf(spend.get(id) ?? []);
    const buyer: Buyer = { available: availableOf(lots, id, now), lots, pace, timeZone };
    const offered = packs.filter((pack) => pack.creditType === id);
    return {
      creditType: id,
      available: formatMicro(buyer.available),
      paceState: pace.state,
      fit: fitOf(offered, id, need?.creditType === id ? need.credits : null, pace),
      offers: offered.map((pack) => toDto(toPackOffer(pack, buyer, now))),
    };
  });
  return { workspaceId, timeZone, currency, canBuy: canBuy(viewer, workspaceId), types };
}

function toDto({ pack, ...offer }: PackOffer): PackOfferDto {
  const { id, name, creditType, credits, priceMinor, currency, validityMonths } = pack;
  return {
    id,
    name,
    creditType,
    credits: formatMicro(credits),
    price: { amountMinor: String(priceMinor), currency },
    perThousand: { amountMinor: String(offer.perThousandMinor), currency },
    validityMonths,
    validThrough: offer.validThrough,
    expiresAt: offer.expiresAt.toISOString(),
    balanceAfter: formatMicro(offer.balanceAfter),
    lastsDays: offer.lastsDays,
    atRisk: offer.atRisk === null ? null : formatMicro(offer.atRisk),
  };
}
