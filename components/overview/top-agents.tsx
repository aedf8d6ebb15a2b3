import { useLocale, useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { screenPath } from "#components/shell/screens.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AgentUse } from "#lib/queries/recent-use.ts";

export function TopAgents({ workspaceId, agents }: { workspaceId: string; agents: readonly AgentUse[] }) {
  const t = useTranslations("overview.agents");
  if (agents.length === 0) return <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>;
  const usage = screenPath(workspaceId, "usage");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("agent")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell numeric>{t("credits")}</HeaderCell>
          <HeaderCell numeric>{t("change")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => (
          <Row key={`${agent.agent} ${agent.creditType}`}>
            <RowHeader>
              <TextLink href={`${usage}?${new URLSearchParams({ agent: agent.agent })}`}>
                {agent.name}
              </TextLink>
            </RowHeader>
            <Cell>
              <CreditType creditType={agent.creditType} short />
            </Cell>
            <Cell numeric>
              <Credits value={agent.credits} />
            </Cell>
            <Cell numeric className="text-muted">
              <Change percent={agent.changePercent} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function Change({ percent }: { percent: number | null }) {
  const t = useTranslations("overview.agents");
  const locale = useLocale();
  if (percent === null) return <>{t("new")}</>;
  return <>{t("percent", { change: formatCredits(String(percent), locale, true) })}</>;
}
