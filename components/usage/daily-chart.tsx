"use client";

import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StackedBars } from "#components/charts/stacked-bars.tsx";
import { type Column, type DayUse, prepareStackedDays } from "#components/charts/stacked-days.ts";
import { Credits } from "#components/credits/credits.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { formatDay } from "#components/credits/format-instant.ts";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { ViewAsTable } from "#components/ui/view-as-table.tsx";
import { seriesFills } from "./series-fills.ts";

interface DailySeries {
  key: string;
  name: string;
}

export interface DailyChartProps {
  /** Names the figure and its table, with the unit: "AI credits by day". */
  label: string;
  creditType: string;
  /** Consecutive local days, oldest first; `parts` null where nothing is known. */
  days: readonly DayUse[];
  /** Largest first; "other" is drawn in grey. */
  series: readonly DailySeries[];
  /** The local day that is not over. */
  today: string;
  /** The workspace's zone, printed below the chart. */
  zone: string;
  /** One sentence that says what the picture shows. */
  summary: ReactNode;
}

/**
 * Use by day as stacked bars: a figure with a sentence, direct labels, and the same numbers as a table. It runs in the
 * browser too, so that a page carries the numbers once and not every drawn box a second time.
 */
export function DailyChart({ label, creditType, days, series, today, zone, summary }: DailyChartProps) {
  const t = useTranslations("charts");
  const locale = useLocale();
  const prepared = prepareStackedDays({ days, keys: series.map((one) => one.key), today });
  const fills = seriesFills(creditType, series);
  const nameOf = new Map(series.map((one) => [one.key, one.name]));
  const linesOf = (column: Column) => [
    `${formatDay(column.day, locale)}${column.incomplete ? ` (${t("soFar")})` : ""}`,
    ...(column.total === null
      ? [t("missing")]
      : [t("total", { credits: formatCredits(column.total, locale) })]),
    ...column.segments
      .toReversed()
      .map((segment) => `${nameOf.get(segment.key)}: ${formatCredits(segment.credits, locale)}`),
  ];
  return (
    <figure aria-label={label} className="flex flex-col gap-3">
      <figcaption className="text-muted">{summary}</figcaption>
      <ul className="flex min-h-4 flex-wrap gap-x-4 gap-y-1 text-xs">
        {series.map((one) => (
          <li key={one.key} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={clsx("size-2.5 rounded-[2px]", fills.get(one.key))} />
            {one.name}
          </li>
        ))}
      </ul>
      <StackedBars prepared={prepared} fills={fills} linesOf={linesOf} />
      <ViewAsTable note={t("zone", { zone })}>
        <Table label={label} className="max-h-80">
          <thead>
            <tr>
              <HeaderCell>{t("day")}</HeaderCell>
              {series.map((one) => (
                <HeaderCell key={one.key} numeric>
                  {one.name}
                </HeaderCell>
              ))}
              <HeaderCell numeric>{t("sum")}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {prepared.columns.toReversed().map((column) => (
              <DayRow key={column.day} column={column} series={series} />
            ))}
          </tbody>
        </Table>
      </ViewAsTable>
    </figure>
  );
}

function DayRow({ column, series }: { column: Column; series: readonly DailySeries[] }) {
  const t = useTranslations("charts");
  const locale = useLocale();
  const creditsOf = new Map(column.segments.map((segment) => [segment.key, segment.credits]));
  return (
    <Row>
      <RowHeader className="whitespace-nowrap">
        {formatDay(column.day, locale)}
        {column.incomplete ? ` (${t("soFar")})` : ""}
      </RowHeader>
      {series.map((one) => (
        <Cell key={one.key} numeric>
          {column.total === null ? t("noData") : <Credits value={creditsOf.get(one.key) ?? "0"} />}
        </Cell>
      ))}
      <Cell numeric>{column.total === null ? t("noData") : <Credits value={column.total} />}</Cell>
    </Row>
  );
}
