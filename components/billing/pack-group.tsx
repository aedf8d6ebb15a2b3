import { useTranslations } from "next-intl";
import { useId } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import type { TypeOffers } from "#lib/queries/packs.ts";
import type { BuyPackAction } from "./pack-buy-form.tsx";
import { PackCard } from "./pack-card.tsx";

export interface PackGroupProps {
  workspaceId: string;
  type: TypeOffers;
  zone: string;
  /** A run was short of this type. */
  isNeeded: boolean;
  /** Whether the pack that fits carries the screen's one primary button. */
  isFirst: boolean;
  /** The form's key by pack, and where it goes; null for those who may not buy. */
  purchase: { keys: Readonly<Record<string, string>>; buy: BuyPackAction } | null;
}

/** The packs of one credit type. */
export function PackGroup({ workspaceId, type, zone, isNeeded, isFirst, purchase }: PackGroupProps) {
  const t = useTranslations("buy");
  const headingId = useId();
  const { creditType, fit, paceState } = type;
  const reason = fit && (isNeeded && fit.reason === "largest" ? t("fitNeedLargest") : t(`fit.${fit.reason}`));
  return (
    <section aria-labelledby={headingId} className="mb-8">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={headingId} className="text-lg font-semibold">
          <CreditType creditType={creditType} />
        </h2>
        <p className="text-muted">
          {t.rich("available", { credits: () => <Credits value={type.available} className="text-text" /> })}
        </p>
      </div>
      {paceState === "pace" ? null : <p className="mb-3 text-sm text-muted">{t(`pace.${paceState}`)}</p>}
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {type.offers.map((offer) => {
          const fits = fit?.packId === offer.id;
          const key = purchase?.keys[offer.id];
          return (
            <PackCard
              key={offer.id}
              workspaceId={workspaceId}
              offer={offer}
              zone={zone}
              fit={fits ? reason : null}
              purchase={purchase && key ? { key, primary: fits && isFirst, buy: purchase.buy } : null}
            />
          );
        })}
      </div>
    </section>
  );
}
