import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { prepareShares } from "#components/charts/shares.ts";
import { CreditType, creditTypeHue } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { screenPath } from "#components/shell/screens.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Cell, HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { VisuallyHidden } from "#components/ui/visually-hidden.tsx";
import type { AgentUse } from "#lib/queries/recent-use.ts";

export function TopAgents({ workspaceId, agents }: { workspaceId: string; agents: readonly AgentUse[] }) {
  const t = useTranslations("overview.agents");
  if (agents.length === 0) return <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>;
  const usage = screenPath(workspaceId, "usage");
  const shares = sharesByType(agents);
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("agent")}</HeaderCell>
          <HeaderCell>{t("type")}</HeaderCell>
          <HeaderCell className="w-1/3 max-md:hidden">
            <VisuallyHidden>{t("share")}</VisuallyHidden>
          </HeaderCell>
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
            <Cell className="max-md:hidden">
              <span
                className={clsx("block h-2 min-w-px rounded-r-[2px]", creditTypeHue(agent.creditType))}
                style={{ width: `${shares.get(agent) ?? 0}%` }}
              />
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

/** Each bar against the longest of its own credit type: credits of two types have no common length. */
function sharesByType(agents: readonly AgentUse[]): ReadonlyMap<AgentUse, number> {
  const groups = Map.groupBy(agents, (agent) => agent.creditType);
  return new Map(
    [...groups.values()].flatMap((group) => {
      const shares = prepareShares(group.map((agent) => agent.credits));
      return group.map((agent, index) => [agent, shares[index] ?? 0] as const);
    }),
  );
}

function Change({ percent }: { percent: number | null }) {
  const t = useTranslations("overview.agents");
  const locale = useLocale();
  if (percent === null) return <>{t("new")}</>;
  return <>{t("percent", { change: formatCredits(String(percent), locale, true) })}</>;
}
