import { useTranslations } from "next-intl";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { CreditType, useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { BurntLot, RunPlan, StartedRun } from "#lib/core/run-plan.ts";

export interface RunStartedProps {
  workspaceId: string;
  zone: string;
  run: StartedRun;
  plan: RunPlan;
}

/** What was debited, from which lots, and the balance before and after: the receipt in short. */
export function RunStarted({ workspaceId, zone, run, plan }: RunStartedProps) {
  const t = useTranslations("playground.started");
  const name = useCreditTypeName();
  const spent = Object.entries(run.spent).filter(([, amount]) => amount !== "0");
  const quantity = plan.lines[0]?.quantity ?? null;
  const isPart = run.coveredQuantity !== null && run.coveredQuantity !== quantity;
  return (
    <section className="rounded-lg border border-hairline bg-card">
      <div className="-m-px">
        <Notice
          tone="good"
          live
          title={
            spent.length === 0
              ? t("titleNothing")
              : spent.map(([type, amount]) => (
                  <span key={type} className="block">
                    {t.rich("title", { credits: () => <CreditAmount value={amount} creditType={type} /> })}
                  </span>
                ))
          }
        >
          {Object.entries(run.after).map(([type, after]) => (
            <p key={type}>
              {t.rich("balance", {
                type: name(type),
                before: () => <Credits value={run.before[type] ?? "0"} />,
                after: () => <Credits value={after} className="font-medium text-text" />,
              })}
            </p>
          ))}
          {isPart ? (
            <p>
              {t.rich("covered", {
                covered: () => <Credits value={run.coveredQuantity ?? "0"} />,
                quantity: () => <Credits value={quantity ?? "0"} />,
              })}
            </p>
          ) : null}
          {run.replayed ? <p>{t("replayed")}</p> : null}
        </Notice>
      </div>
      {run.lots.length > 0 ? <Lots lots={run.lots} zone={zone} /> : null}
      <p className="px-4 py-3">
        <TextLink href={`${screenPath(workspaceId, "history")}/${run.debitId}`}>{t("receipt")}</TextLink>
      </p>
    </section>
  );
}

function Lots({ lots, zone }: { lots: readonly BurntLot[]; zone: string }) {
  const t = useTranslations("playground.started");
  const sources = useTranslations("credits.sources");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("lot")}</HeaderCell>
          <HeaderCell>{t("expires")}</HeaderCell>
          <HeaderCell numeric>{t("credits")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <Row key={lot.id}>
            <RowHeader>
              <CreditType creditType={lot.creditType} short />
              <span className="ml-2 font-normal text-muted">{sources(lot.source)}</span>
            </RowHeader>
            <Cell>{lot.expiresAt ? <Instant at={lot.expiresAt} zone={zone} /> : t("never")}</Cell>
            <Cell numeric>
              <Credits value={lot.credits} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
