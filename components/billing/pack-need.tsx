import { useTranslations } from "next-intl";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { Notice } from "#components/ui/notice.tsx";

export interface PackNeedProps {
  need: { creditType: string; credits: string };
  currency: string;
  /** Whether a pack is marked for it. */
  isMarked: boolean;
}

/** Why somebody is here: a run was short of credits. */
export function PackNeed({ need, currency, isMarked }: PackNeedProps) {
  const t = useTranslations("buy.need");
  return (
    <div className="mb-6">
      <Notice
        title={t.rich("title", {
          credits: () => <CreditAmount value={need.credits} creditType={need.creditType} />,
        })}
      >
        {isMarked ? t("text") : t("none", { currency })}
      </Notice>
    </div>
  );
}
