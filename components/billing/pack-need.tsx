import { useTranslations } from "next-intl";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
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
  const type = useCreditTypeName()(need.creditType);
  return (
    <div className="mb-6">
      <Notice title={t.rich("title", { type, credits: () => <Credits value={need.credits} /> })}>
        {isMarked ? t("text") : t("none", { currency })}
      </Notice>
    </div>
  );
}
