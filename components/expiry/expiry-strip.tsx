import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { prepareExpiryMonths, type StripColumn } from "#components/charts/expiry-months.ts";
import { creditTypeHue, useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits, CreditsCompact } from "#components/credits/credits.tsx";
import { formatMonth } from "#components/credits/format-month.ts";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { ViewAsTable } from "#components/ui/view-as-table.tsx";
import type { ExpiryOfType } from "#lib/queries/expiry.ts";

export interface ExpiryStripProps {
  type: ExpiryOfType;
  zone: string;
  /** One sentence that says what the picture shows. */
  summary: ReactNode;
}

/** Twelve months of one credit type: what expires in each, split into what will be used and what is at risk. */
export function ExpiryStrip({ type, zone, summary }: ExpiryStripProps) {
  const t = useTranslations("expiry.strip");
  const locale = useLocale();
  const last = formatMonth(type.months.at(-1)?.month ?? "", locale);
  const label = t("label", { type: useCreditTypeName()(type.creditType), month: last });
  const columns = prepareExpiryMonths(type.months);
  const looks = {
    willBeUsed: creditTypeHue(type.creditType),
    atRisk: "bg-[repeating-linear-gradient(-45deg,var(--color-warn)_0_2px,transparent_2px_5px)]",
    unknown: "bg-held",
  } as const;
  const kinds = type.atRisk === null ? (["unknown"] as const) : (["willBeUsed", "atRisk"] as const);
  return (
    <figure aria-label={label} className="flex flex-col gap-3">
      <figcaption className="max-w-prose text-muted">{summary}</figcaption>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {kinds.map((kind) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={clsx("size-2.5 rounded-[2px]", looks[kind])} />
            {t(kind)}
          </li>
        ))}
      </ul>
      <div aria-hidden="true" className="grid grid-cols-6 gap-x-2 gap-y-3 text-xs sm:grid-cols-12">
        {columns.map((column) => (
          <Column key={column.month} column={column} looks={looks} />
        ))}
      </div>
      <ViewAsTable note={t("zone", { zone })}>
        <MonthTable type={type} label={label} />
      </ViewAsTable>
    </figure>
  );
}

/** The tallest bar leaves room for its label. */
const BAR_PX_PER_CENT = 0.9;

interface ColumnProps {
  column: StripColumn;
  looks: Record<StripColumn["parts"][number]["kind"], string>;
}

function Column({ column, looks }: ColumnProps) {
  const locale = useLocale();
  return (
    <div className="flex min-w-0 flex-col items-center">
      <div className="flex h-28 w-full flex-col justify-end border-b border-control">
        {column.parts.length > 0 ? (
          <span className="mb-0.5 text-center">
            <CreditsCompact value={column.expiring} />
          </span>
        ) : null}
        {column.parts.toReversed().map(({ kind, height }) => (
          <span
            key={kind}
            className={clsx("w-full shrink-0", looks[kind])}
            style={{ height: `max(2px, ${height * BAR_PX_PER_CENT}px)` }}
          />
        ))}
      </div>
      <span className="mt-1 text-muted">{formatMonth(column.month, locale, "short")}</span>
      <span className="h-4 text-muted">{column.year}</span>
    </div>
  );
}

function MonthTable({ type, label }: { type: ExpiryOfType; label: string }) {
  const t = useTranslations("expiry.strip");
  const locale = useLocale();
  return (
    <Table label={label}>
      <thead>
        <tr>
          <HeaderCell>{t("month")}</HeaderCell>
          <HeaderCell numeric>{t("expiring")}</HeaderCell>
          {type.atRisk === null ? null : (
            <>
              <HeaderCell numeric>{t("willBeUsed")}</HeaderCell>
              <HeaderCell numeric>{t("atRisk")}</HeaderCell>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {type.months.map(({ month, expiring, forecast }) => (
          <Row key={month}>
            <RowHeader className="whitespace-nowrap">{formatMonth(month, locale)}</RowHeader>
            <Cell numeric>
              <Credits value={expiring} />
            </Cell>
            {forecast ? (
              <>
                <Cell numeric>
                  <Credits value={forecast.willBeUsed} />
                </Cell>
                <Cell numeric>
                  <Credits value={forecast.atRisk} />
                </Cell>
              </>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
