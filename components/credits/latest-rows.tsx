import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import type { WithKey } from "#lib/queries/actor-keys.ts";
import type { LedgerEntryDto } from "#lib/queries/ledger.ts";
import { useActorName } from "./actor-name.ts";
import { CreditType } from "./credit-type.tsx";
import { Credits } from "./credits.tsx";
import { Instant } from "./instant.tsx";

interface LatestRowsProps {
  rows: readonly WithKey<LedgerEntryDto>[];
  zone: string;
  /** To the second. */
  exact?: boolean;
}

/** The newest rows of a ledger, beside other things about its workspace. */
export function LatestRows({ rows, zone, exact = false }: LatestRowsProps) {
  const t = useTranslations("credits.latest");
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
          <HeaderCell numeric>{t("change")}</HeaderCell>
          <HeaderCell numeric>{t("after")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.seq}>
            <Cell>
              <Instant at={row.at} zone={zone} {...(exact && { show: "date-time-seconds" })} />
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
