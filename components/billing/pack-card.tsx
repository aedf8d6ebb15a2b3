import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Credits } from "#components/credits/credits.tsx";
import { formatDay } from "#components/credits/format-instant.ts";
import { formatMoney } from "#components/credits/format-money.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import type { PackOfferDto } from "#lib/queries/packs.ts";
import { type BuyPackAction, PackBuyForm } from "./pack-buy-form.tsx";
import { lastingOf } from "./pack-lasts.ts";

export interface PackCardProps {
  workspaceId: string;
  offer: PackOfferDto;
  zone: string;
  /** Why this is the pack that fits; null for the others. */
  fit: string | null;
  /** Absent for those who may not buy. */
  purchase: { key: string; primary: boolean; buy: BuyPackAction } | null;
}

/** What a pack gives, what it costs, until when, and what there is afterwards: all of it before the first click. */
export function PackCard({ workspaceId, offer, zone, fit, purchase }: PackCardProps) {
  const t = useTranslations("buy");
  const locale = useLocale();
  const price = formatMoney(offer.price.amountMinor, offer.price.currency, locale);
  return (
    <Card
      title={offer.name}
      level={3}
      action={fit ? <Badge tone="action">{t("pack.fits")}</Badge> : null}
      className={clsx("flex flex-col [&>:last-child]:flex [&>:last-child]:grow", fit && "border-action")}
    >
      <div className="flex min-w-0 grow flex-col">
        <p className="figures text-2xl font-semibold">{price}</p>
        <PackFacts offer={offer} zone={zone} />
        <div className="mt-3 mb-4 text-sm text-muted">
          {fit ? <p>{fit}</p> : null}
          <Risk atRisk={offer.atRisk} />
        </div>
        {purchase ? (
          <div className="mt-auto">
            <PackBuyForm
              workspaceId={workspaceId}
              pack={offer}
              price={price}
              purchaseKey={purchase.key}
              primary={purchase.primary}
              buy={purchase.buy}
            />
          </div>
        ) : null}
      </div>
    </Card>
  );
}

function PackFacts({ offer, zone }: Pick<PackCardProps, "offer" | "zone">) {
  const t = useTranslations("buy.pack");
  const locale = useLocale();
  return (
    <dl className="mt-3 text-sm">
      <Fact name={t("credits")}>
        <Credits value={offer.credits} />
      </Fact>
      <Fact name={t("perThousand")}>
        <Money {...offer.perThousand} />
      </Fact>
      <Fact name={t("validThrough")}>
        <span className="figures block font-medium">{formatDay(offer.validThrough, locale)}</span>
        <span className="block text-xs text-muted">
          {t.rich("expires", { at: () => <Instant at={offer.expiresAt} zone={zone} /> })}
        </span>
      </Fact>
      {offer.lastsDays === null ? null : (
        <Fact name={t("lasts")}>
          <PackLasts days={offer.lastsDays} />
        </Fact>
      )}
      <Fact name={t("balanceAfter")}>
        <Credits value={offer.balanceAfter} />
      </Fact>
    </dl>
  );
}

function PackLasts({ days }: { days: number }) {
  const t = useTranslations("buy");
  const { key, count } = lastingOf(days);
  return <>{t("pack.atPace", { time: t(`lasts.${key}`, { count }) })}</>;
}

/** Whole credits: it is a forecast, and says "about". */
function Risk({ atRisk }: { atRisk: string | null }) {
  const t = useTranslations("buy");
  const [whole = "0"] = (atRisk ?? "0").split(".");
  if (whole === "0") return null;
  return <p>{t.rich("atRisk", { credits: () => <Credits value={whole} /> })}</p>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 border-b border-hairline py-1.5 last:border-b-0">
      <dt className="whitespace-nowrap text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
