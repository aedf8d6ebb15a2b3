import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCount } from "#components/credits/format-credits.ts";
import type { Amounts, SchedulePlan } from "#lib/core/run-plan.ts";
import { RunMissing } from "./run-missing.tsx";

export interface ScheduleMonthProps {
  workspaceId: string;
  schedule: SchedulePlan;
  canBuy: boolean;
}

/** What the schedule costs in its first whole month, beside the same job run once a day. */
export function ScheduleMonth({ workspaceId, schedule, canBuy }: ScheduleMonthProps) {
  const t = useTranslations("playground.schedule");
  const locale = useLocale();
  return (
    <section className="rounded-md border border-hairline p-4">
      <h3 className="font-medium">{t("title", { month: monthName(schedule.month, locale) })}</h3>
      <dl className="mt-2 text-sm">
        <Fact name={t("runs")}>{formatCount(schedule.runs, locale)}</Fact>
        <Fact name={t("cost")}>
          <Sum amounts={schedule.cost} />
        </Fact>
        {schedule.timesDaily === 1 ? null : (
          <Fact name={t("daily")}>
            {t.rich("dailyValue", {
              runs: formatCount(schedule.dailyRuns, locale),
              credits: () => <Sum amounts={schedule.dailyCost} />,
            })}
          </Fact>
        )}
      </dl>
      <p className="mt-3">
        {schedule.timesDaily === 1 ? t("once") : t("times", { times: schedule.timesDaily })}{" "}
        {schedule.runsCovered === null
          ? null
          : t.rich("covered", { runs: () => <Credits value={schedule.runsCovered ?? "0"} /> })}
      </p>
      {schedule.missing.map(({ creditType, shortfall }) => (
        <p key={creditType} className="mt-1 mb-3 text-warn">
          {t.rich("short", { credits: () => <CreditAmount value={shortfall} creditType={creditType} /> })}
        </p>
      ))}
      <RunMissing workspaceId={workspaceId} missing={schedule.missing} canBuy={canBuy} />
      <p className="mt-3 text-sm text-muted">{t("start")}</p>
    </section>
  );
}

function Sum({ amounts }: { amounts: Amounts }) {
  return Object.entries(amounts).map(([type, amount]) => (
    <span key={type} className="whitespace-nowrap">
      <CreditAmount value={amount} creditType={type} />
    </span>
  ));
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 border-b border-hairline py-1.5 last:border-b-0">
      <dt className="text-muted">{name}</dt>
      <dd className="figures text-right">{children}</dd>
    </div>
  );
}

/** "December 2026" from "2026-12". */
function monthName(month: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
