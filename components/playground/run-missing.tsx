import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "#components/credits/format-money.ts";
import { screenPath } from "#components/shell/screens.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { MissingCredits } from "#lib/core/run-plan.ts";

export interface RunMissingProps {
  workspaceId: string;
  missing: readonly MissingCredits[];
  canBuy: boolean;
}

/** The pack that covers each shortfall: a way to it for those who may buy, its name for the others. */
export function RunMissing({ workspaceId, missing, canBuy }: RunMissingProps) {
  const t = useTranslations("playground.estimate");
  const locale = useLocale();
  return missing.map(({ creditType, shortfall, pack }) => {
    if (!pack) return <p key={creditType}>{t("noPack")}</p>;
    const price = formatMoney(pack.price.amountMinor, pack.price.currency, locale);
    if (!canBuy) return <p key={creditType}>{t("ask", { pack: pack.name, price })}</p>;
    const query = new URLSearchParams({ type: creditType, need: shortfall });
    return (
      <p key={creditType}>
        <LinkButton href={`${screenPath(workspaceId, "buy")}?${query}`}>
          {t("buy", { pack: pack.name, price })}
        </LinkButton>
      </p>
    );
  });
}
