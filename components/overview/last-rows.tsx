import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { WithKey } from "#lib/queries/actor-keys.ts";
import type { LedgerEntryDto } from "#lib/queries/ledger.ts";

export function LastRows({ rows, zone }: { rows: readonly WithKey<LedgerEntryDto>[]; zone: string }) {
  const t = useTranslations("overview.rows");
  const kinds = useTranslations("credits.kinds");
  const actorName = useActorName();
  if (rows.length === 0) return <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>;
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("when")}</HeaderCell>
          <HeaderCell>{t("what")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell>{t("by")}</HeaderCell>
          <HeaderCell numeric>{t("amount")}</HeaderCell>
          <HeaderCell numeric>{t("after")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.seq}>
            <Cell>
              <Instant at={row.at} zone={zone} />
            </Cell>
            <RowHeader className="whitespace-nowrap">
              {kinds.has(row.kind) ? kinds(row.kind) : row.kind}
            </RowHeader>
            <Cell>
              <CreditType creditType={row.creditType} short />
            </Cell>
            <Cell className="whitespace-nowrap text-muted">{actorName(row.actor, row.key)}</Cell>
            <Cell numeric>
              <Credits value={row.amount} signed />
            </Cell>
            <Cell numeric>
              <Credits value={row.balanceAfter} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
