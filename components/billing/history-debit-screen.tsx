import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Card } from "#components/ui/card.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useSourceName } from "#components/usage/names.ts";
import { NONE, runPath } from "#components/usage/usage-url.ts";
import type { ReceiptDto } from "#lib/queries/receipt.ts";
import { DebitBalances, DebitLines, DebitParts } from "./history-debit-tables.tsx";
import { historyPath } from "./history-url.ts";

/** All that one debit was: who, what, at which rate, out of which lots, and the balance around it. */
export function HistoryDebitScreen({ workspaceId, receipt }: { workspaceId: string; receipt: ReceiptDto }) {
  const t = useTranslations("history.debit");
  const { timeZone: zone, balances, parts, lines } = receipt;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t.rich("posted", {
          at: () => <Instant at={receipt.postedAt} zone={zone} show="date-time-seconds" />,
        })}
        actions={<LinkButton href={historyPath(workspaceId)}>{t("back")}</LinkButton>}
      />
      <div className="flex flex-col gap-4">
        <Card>
          <DebitFacts workspaceId={workspaceId} receipt={receipt} />
        </Card>
        <Card title={t("lines")} flush>
          <DebitLines lines={lines} />
        </Card>
        {receipt.rows ? (
          <>
            <Card title={t("balance")} flush>
              <DebitBalances balances={balances} />
            </Card>
            <Card title={t("lots")} flush>
              <DebitParts workspaceId={workspaceId} parts={parts} lines={lines} zone={zone} />
            </Card>
          </>
        ) : (
          <Notice>{t("free")}</Notice>
        )}
      </div>
    </>
  );
}

function DebitFacts({ workspaceId, receipt }: { workspaceId: string; receipt: ReceiptDto }) {
  const t = useTranslations("history.debit");
  const actorName = useActorName();
  const sourceName = useSourceName();
  const [line] = receipt.lines;
  if (!line) return null;
  const run = {
    month: line.month,
    agent: line.agent?.id ?? NONE,
    job: line.job?.id ?? NONE,
    run: line.run,
  };
  return (
    <Facts>
      <Fact name={t("occurred")}>
        <Instant at={line.occurredAt} zone={receipt.timeZone} show="date-time-seconds" />
      </Fact>
      <Fact name={t("agent")}>{line.agent?.name ?? t("none")}</Fact>
      <Fact name={t("job")}>{line.job?.name ?? t("none")}</Fact>
      <Fact name={t("run")}>
        {line.run ? <TextLink href={runPath(workspaceId, run)}>{line.run}</TextLink> : t("none")}
      </Fact>
      <Fact name={t("source")}>{sourceName(line.source)}</Fact>
      <Fact name={t("by")}>{actorName(line.actor, line.key)}</Fact>
      <Fact name={t("rows")}>
        <RowNumbers rows={receipt.rows} />
      </Fact>
      <Fact name={t("id")}>
        <code className="font-mono text-xs break-all select-all">{receipt.id}</code>
      </Fact>
    </Facts>
  );
}

function RowNumbers({ rows }: { rows: ReceiptDto["rows"] }) {
  const t = useTranslations("history.debit");
  if (!rows) return <>{t("none")}</>;
  return <>{rows.first === rows.last ? t("rowNumber", rows) : t("rowNumbers", rows)}</>;
}
