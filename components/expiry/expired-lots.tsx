import { useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ExpiredLotDto } from "#lib/queries/expiry.ts";

export interface ExpiredLotsProps {
  workspaceId: string;
  lots: readonly ExpiredLotDto[];
  zone: string;
}

/** What was lost lately. Lots that ended with nothing left are only counted. */
export function ExpiredLots({ workspaceId, lots, zone }: ExpiredLotsProps) {
  const t = useTranslations("expiry.expired");
  const sources = useTranslations("credits.sources");
  const lost = lots.filter((lot) => lot.lost !== "0");
  const usedUp = lots.length - lost.length;
  const note = usedUp > 0 ? t("usedUp", { count: usedUp }) : null;
  if (lost.length === 0) return <EmptyState title={t("noneTitle")}>{note ?? t("noneText")}</EmptyState>;
  return (
    <>
      <Table label={t("label")}>
        <thead>
          <tr>
            <HeaderCell>{t("source")}</HeaderCell>
            <HeaderCell>{t("type")}</HeaderCell>
            <HeaderCell numeric>{t("lost")}</HeaderCell>
            <HeaderCell numeric>{t("amount")}</HeaderCell>
            <HeaderCell>{t("at")}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {lost.map((lot) => (
            <Row key={lot.id}>
              <RowHeader>
                <TextLink
                  href={`${screenPath(workspaceId, "history")}?${new URLSearchParams({ grant: lot.id })}`}
                >
                  {sources.has(lot.source) ? sources(lot.source) : lot.source}
                </TextLink>
              </RowHeader>
              <Cell>
                <CreditType creditType={lot.creditType} short />
              </Cell>
              <Cell numeric>
                <Credits value={lot.lost} />
              </Cell>
              <Cell numeric>
                <Credits value={lot.amount} />
              </Cell>
              <Cell>
                <Instant at={lot.expiredAt} zone={zone} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {note ? <p className="px-4 py-3 text-sm text-muted">{note}</p> : null}
    </>
  );
}
