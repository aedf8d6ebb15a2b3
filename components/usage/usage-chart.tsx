import { useLocale, useTranslations } from "next-intl";
import { CreditType, useCreditTypeName } from "#components/credits/credit-type.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { formatDay } from "#components/credits/format-instant.ts";
import { formatMonth } from "#components/credits/format-month.ts";
import type { MonthOfType, MonthSeries, UsageDaysDto } from "#lib/queries/usage-days.ts";
import { DailyChart } from "./daily-chart.tsx";
import { toMonthFacts } from "./month-facts.ts";
import { useFeatureName, useSourceName } from "./names.ts";

/** What the bars are cut by; `type`: not at all. */
export const CHART_CUTS = ["user", "agent", "job", "feature", "source", "type"] as const;
export type ChartCut = (typeof CHART_CUTS)[number];

export interface UsageChartProps {
  month: string;
  days: UsageDaysDto;
  by: ChartCut;
}

/** A chart for each credit type: they are different units, so they share no axis and no bar. */
export function UsageChart({ month, days, by }: UsageChartProps) {
  return (
    <div className="grid gap-x-8 gap-y-6 xl:grid-cols-2">
      {days.types.map((type) => (
        <TypeChart key={type.creditType} month={month} days={days} type={type} by={by} />
      ))}
    </div>
  );
}

function TypeChart({ month, days, type, by }: UsageChartProps & { type: MonthOfType }) {
  const t = useTranslations("usage.chart");
  const locale = useLocale();
  const typeName = useCreditTypeName()(type.creditType);
  const seriesName = useSeriesName(by, typeName);
  const monthName = formatMonth(month, locale);
  const series = type.series.map((one) => ({ key: one.key, name: seriesName(one) }));
  return (
    <div className="min-w-0">
      <h3 className="mb-1 font-medium">
        <CreditType creditType={type.creditType} />
      </h3>
      {type.total === "0" ? (
        <p className="text-muted">{t("summaryNone", { type: typeName, month: monthName })}</p>
      ) : (
        <DailyChart
          label={t("label", { type: typeName, month: monthName })}
          creditType={type.creditType}
          days={type.days}
          series={series}
          today={days.today}
          zone={days.timeZone}
          summary={<Summary type={type} names={new Map(series.map(({ key, name }) => [key, name]))} />}
        />
      )}
    </div>
  );
}

function useSeriesName(by: ChartCut, typeName: string): (series: MonthSeries) => string {
  const t = useTranslations("usage.chart");
  const featureName = useFeatureName();
  const sourceName = useSourceName();
  return ({ key, name }) => {
    if (key === "other") return t("other");
    if (by === "type") return typeName;
    if (name === null) return t(`none.${by}`);
    if (by === "feature") return featureName(name);
    return by === "source" ? sourceName(name) : name;
  };
}

function Summary({ type, names }: { type: MonthOfType; names: ReadonlyMap<string, string> }) {
  const t = useTranslations("usage.chart");
  const locale = useLocale();
  const facts = toMonthFacts(type);
  if (!facts) return null;
  const { top, busiest, peak } = facts;
  const values = {
    total: formatCredits(type.total, locale),
    day: formatDay(busiest.day, locale, "day-month"),
    most: formatCredits(busiest.total, locale),
  };
  const isCut = names.size > 1;
  return (
    <>
      {top && isCut
        ? t("summaryTop", { ...values, share: top.percent, top: names.get(top.key) ?? "" })
        : t("summary", values)}
      {peak && isCut ? (
        <>
          {" "}
          {t("peak", {
            times: formatCredits(peak.times, locale),
            top: names.get(peak.key) ?? "",
            credits: formatCredits(peak.credits, locale),
          })}
        </>
      ) : null}
    </>
  );
}
