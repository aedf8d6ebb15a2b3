import { useLocale, useTranslations } from "next-intl";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCreditsAbout } from "#components/credits/format-credits-about.ts";
import { formatMonth } from "#components/credits/format-month.ts";
import type { ExpiryOfType } from "#lib/queries/expiry.ts";

/** What the next twelve months bring, in one to three sentences. */
export function ExpirySummary({ type }: { type: ExpiryOfType }) {
  const t = useTranslations("expiry.summary");
  const name = useCreditTypeName()(type.creditType);
  const locale = useLocale();
  const month = formatMonth(type.months.at(-1)?.month ?? "", locale);
  const amount = (value: string) => () => <Credits value={value} className="font-medium text-text" />;
  const about = (value: string) => () => (
    <span className="figures font-medium text-text">{formatCreditsAbout(value, locale)}</span>
  );
  const { expiring, atRisk, dailyPace, later, never } = type;
  if (expiring === "0" && later === "0") return <>{t("nothingAtAll", { type: name })}</>;
  return (
    <>
      {expiring === "0"
        ? t("nothing", { type: name, month })
        : t.rich(sentenceOf(type), {
            type: name,
            month,
            expiring: amount(expiring),
            lost: about(atRisk ?? "0"),
            pace: about(dailyPace ?? "0"),
          })}
      {later === "0" ? null : <> {t.rich("later", { credits: amount(later) })}</>}
      {never === "0" ? null : <> {t.rich("never", { credits: amount(never) })}</>}
    </>
  );
}

function sentenceOf({ paceState, atRisk }: ExpiryOfType): "unknown" | "noUse" | "allUsed" | "atRisk" {
  if (paceState === "not_enough_history") return "unknown";
  if (paceState === "no_use") return "noUse";
  return atRisk === "0" ? "allUsed" : "atRisk";
}
