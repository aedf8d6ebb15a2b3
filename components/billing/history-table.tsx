import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { HistoryRow } from "#lib/queries/history.ts";
import { HistoryDetails } from "./history-details.tsx";
import { historyPath, receiptPath } from "./history-url.ts";

export interface HistoryTableProps {
  workspaceId: string;
  rows: readonly HistoryRow[];
  zone: string;
}

/** The ledger as a bank statement: each row with its change and the balance after it. */
export function HistoryTable({ workspaceId, rows, zone }: HistoryTableProps) {
  const t = useTranslations("history.rows");
  const actorName = useActorName();
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("when")}</HeaderCell>
          <HeaderCell>{t("what")}</HeaderCell>
          <HeaderCell>{t("details")}</HeaderCell>
          <HeaderCell>{t("by")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
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
            <RowHeader className="align-top whitespace-nowrap">
              <What workspaceId={workspaceId} row={row} />
            </RowHeader>
            <Cell className="min-w-48">
              <HistoryDetails workspaceId={workspaceId} row={row} />
            </Cell>
            <Cell className="text-muted">{actorName(row.actor)}</Cell>
            <Cell>
              <CreditType creditType={row.creditType} short />
            </Cell>
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

/** The kind in a word, leading to the debit's receipt or to all that happened to the grant. */
function What({ workspaceId, row }: { workspaceId: string; row: HistoryRow }) {
  const kinds = useTranslations("credits.kinds");
  const kind = kinds.has(row.kind) ? kinds(row.kind) : row.kind;
  const href = row.debit
    ? receiptPath(workspaceId, row.debit)
    : historyPath(workspaceId, { grant: row.grant });
  return <TextLink href={href}>{kind}</TextLink>;
}
