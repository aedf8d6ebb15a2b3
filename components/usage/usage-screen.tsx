import { useLocale, useTranslations } from "next-intl";
import { formatMonth } from "#components/credits/format-month.ts";
import { type CardData, CardSlot } from "#components/overview/card-slot.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { UrlProblems } from "#components/ui/url-problems.tsx";
import type { TableAmounts } from "#lib/queries/table-amounts.ts";
import type { UsageDaysDto } from "#lib/queries/usage-days.ts";
import type { UsageTableDto } from "#lib/queries/usage-table.ts";
import { ChartCuts } from "./chart-cuts.tsx";
import type { OpenRuns } from "./run-rows.tsx";
import { type ChartCut, UsageChart } from "./usage-chart.tsx";
import { UsageFilters, type UsageFiltersProps } from "./usage-filters.tsx";
import { UsageTable } from "./usage-table.tsx";
import { UsageTotals } from "./usage-totals.tsx";
import { exportPath, usagePath } from "./usage-url.ts";

export interface UsageScreenProps extends UsageFiltersProps {
  zone: string;
  total: TableAmounts;
  days: CardData<UsageDaysDto>;
  by: ChartCut;
  table: CardData<{ table: UsageTableDto; open: OpenRuns | null }>;
  problems: readonly { name: string; value: string }[];
}

/** What used it? */
export function UsageScreen(props: UsageScreenProps) {
  const { workspaceId, url, zone, total, problems } = props;
  const t = useTranslations("usage");
  const locale = useLocale();
  const month = formatMonth(url.month, locale);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description", { zone })}
        actions={<UsageFilters {...props} />}
      />
      <UrlProblems
        title={t("problems.title")}
        sentences={problems.map(({ name, value }) => t(`problems.${name}`, { value }))}
      />
      <div className="flex flex-col gap-4">
        <UsageTotals
          label={t("totals.label", { month })}
          creditTypes={Object.keys(total.credits)}
          total={total}
        />
        {total.events === 0 ? (
          <Card flush>
            <Empty workspaceId={workspaceId} url={url} months={props.months} />
          </Card>
        ) : (
          <Use {...props} />
        )}
      </div>
    </>
  );
}

function Use({ workspaceId, url, total, days, by, table }: UsageScreenProps) {
  const t = useTranslations("usage");
  const locale = useLocale();
  const month = formatMonth(url.month, locale);
  return (
    <>
      <Card
        title={t("chart.title")}
        action={<ChartCuts workspaceId={workspaceId} url={{ ...url, open: null, after: null }} by={by} />}
      >
        <CardSlot data={days} inset>
          {(loaded) => <UsageChart month={url.month} days={loaded} by={by} />}
        </CardSlot>
      </Card>
      <Card
        title={t("table.title")}
        action={
          <LinkButton href={exportPath(workspaceId, url)} prefetch={false} download size="sm">
            {t("table.csv")}
          </LinkButton>
        }
        flush
      >
        <CardSlot data={table}>
          {(loaded) => (
            <UsageTable
              workspaceId={workspaceId}
              url={url}
              label={t("table.label", { month })}
              total={total}
              {...loaded}
            />
          )}
        </CardSlot>
      </Card>
    </>
  );
}

function Empty({ workspaceId, url, months }: Pick<UsageFiltersProps, "workspaceId" | "url" | "months">) {
  const t = useTranslations("usage.empty");
  const filters = useTranslations("usage.filters");
  const locale = useLocale();
  const month = formatMonth(url.month, locale);
  const isFiltered = [url.agent, url.job, url.feature, url.source].some(Boolean);
  if (isFiltered) {
    return (
      <EmptyState
        title={t("filteredTitle", { month })}
        action={
          <LinkButton href={usagePath(workspaceId, { month: url.month })}>{filters("clear")}</LinkButton>
        }
      >
        {t("filteredText")}
      </EmptyState>
    );
  }
  const first = months.at(-1);
  return (
    <EmptyState title={t("title", { month })}>
      {first && first !== url.month ? t("first", { month: formatMonth(first, locale) }) : t("text")}
    </EmptyState>
  );
}
