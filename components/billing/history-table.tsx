import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Cell, HeaderCell, OnPhone, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { HistoryRow } from "#lib/queries/history.ts";
import { HistoryDetails } from "./history-details.tsx";
import { historyPath, receiptPath } from "./history-url.ts";

export interface HistoryTableProps {
  workspaceId: string;
  rows: readonly HistoryRow[];
  zone: string;
}

/**
 * The ledger as a bank statement: each row with its change and the balance after it. On a phone time, type and actor stand
 * under what happened, so that the figures stay in sight.
 */
export function HistoryTable({ workspaceId, rows, zone }: HistoryTableProps) {
  const t = useTranslations("history.rows");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell className={wideOnly}>{t("when")}</HeaderCell>
          <HeaderCell>{t("what")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("by")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("type")}</HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("amount")}
          </HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("after")}
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <HistoryTableRow key={row.seq} workspaceId={workspaceId} row={row} zone={zone} />
        ))}
      </tbody>
    </Table>
  );
}

interface HistoryTableRowProps {
  workspaceId: string;
  row: HistoryRow;
  zone: string;
}

function HistoryTableRow({ workspaceId, row, zone }: HistoryTableRowProps) {
  const actor = useActorName()(row.actor, row.key);
  return (
    <Row>
      <Cell className={wideOnly}>
        <Instant at={row.at} zone={zone} />
      </Cell>
      <RowHeader className="align-top font-normal max-sm:pr-0 sm:min-w-44">
        <What workspaceId={workspaceId} row={row} />
        <OnPhone>
          <Instant at={row.at} zone={zone} />
        </OnPhone>
        <OnPhone>
          <CreditType creditType={row.creditType} short /> · {actor}
        </OnPhone>
      </RowHeader>
      <Cell className={clsx(wideOnly, "text-muted")}>{actor}</Cell>
      <Cell className={wideOnly}>
        <CreditType creditType={row.creditType} short />
      </Cell>
      <Cell numeric className={tight}>
        <Credits value={row.amount} signed />
      </Cell>
      <Cell numeric className={tight}>
        <Credits value={row.balanceAfter} />
      </Cell>
    </Row>
  );
}

/** The kind in a word, leading to the debit's receipt or to all that happened to the grant, and what it was about. */
function What({ workspaceId, row }: { workspaceId: string; row: HistoryRow }) {
  const kinds = useTranslations("credits.kinds");
  const kind = kinds.has(row.kind) ? kinds(row.kind) : row.kind;
  const href = row.debit
    ? receiptPath(workspaceId, row.debit, row.at)
    : historyPath(workspaceId, { grant: row.grant });
  return (
    <>
      <TextLink href={href} className="font-medium">
        {kind}
      </TextLink>
      {" · "}
      <HistoryDetails workspaceId={workspaceId} row={row} />
    </>
  );
}
