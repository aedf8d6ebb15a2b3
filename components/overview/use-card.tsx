import { useLocale, useTranslations } from "next-intl";
import { prepareStackedDays } from "#components/charts/stacked-days.ts";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { formatDay } from "#components/credits/format-instant.ts";
import { Card } from "#components/ui/card.tsx";
import { DailyChart } from "#components/usage/daily-chart.tsx";
import type { UseOfType } from "#lib/queries/recent-use.ts";

export interface UseCardProps {
  use: UseOfType;
  today: string;
  zone: string;
}

/** 30 days of one credit type, cut by what used most. */
export function UseCard({ use, today, zone }: UseCardProps) {
  const t = useTranslations("overview.use");
  const type = useCreditTypeName()(use.creditType);
  const series = use.series.map(({ key, name }) => ({ key, name: name ?? nameOf(key, t) }));
  return (
    <Card title={t("titleOfType", { type })}>
      <DailyChart
        label={t("label", { type })}
        creditType={use.creditType}
        days={use.days}
        series={series}
        today={today}
        zone={zone}
        summary={<Summary use={use} today={today} type={type} />}
      />
    </Card>
  );
}

function nameOf(key: string, t: ReturnType<typeof useTranslations<"overview.use">>): string {
  if (key === "other") return t("other");
  return key === "none" ? t("none") : key.slice(key.indexOf(":") + 1);
}

function Summary({ use, today, type }: { use: UseOfType; today: string; type: string }) {
  const t = useTranslations("overview.use");
  const locale = useLocale();
  const { busiest } = prepareStackedDays({ days: use.days, keys: use.series.map((one) => one.key), today });
  if (!busiest) return <>{t("summaryNone", { type })}</>;
  return (
    <>
      {t("summary", {
        type,
        total: formatCredits(use.total, locale),
        previous: formatCredits(use.previousTotal, locale),
        day: formatDay(busiest.day, locale, "day-month"),
        most: formatCredits(busiest.total, locale),
      })}
    </>
  );
}
