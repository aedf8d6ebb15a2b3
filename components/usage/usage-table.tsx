import { useTranslations } from "next-intl";
import { CreditType } from "#components/credits/credit-type.tsx";
import { HeaderCell, Row, RowHeader, Table } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TableAmounts } from "#lib/queries/table-amounts.ts";
import type { AgentLine, JobLine, UsageTableDto } from "#lib/queries/usage-table.ts";
import { AmountCells } from "./amount-cells.tsx";
import { type OpenRuns, RunRows } from "./run-rows.tsx";
import { NONE, type UsageUrl, usagePath } from "./usage-url.ts";

export interface UsageTableProps {
  workspaceId: string;
  url: Partial<UsageUrl> & { month: string };
  /** Names the table: "Use by agent, job and run in November 2026". */
  label: string;
  table: UsageTableDto;
  total: TableAmounts;
  /** The runs of the one line that is open. */
  open: OpenRuns | null;
}

/** Agents, their jobs, and the runs of one job at a time; the last row is the total of the month. */
export function UsageTable({ label, table, total, ...rest }: UsageTableProps) {
  const t = useTranslations("usage.table");
  const { creditTypes, agents, others } = table;
  return (
    <Table label={label} stickyHeader>
      <thead>
        <tr>
          <HeaderCell>{t("what")}</HeaderCell>
          {creditTypes.map((type) => (
            <HeaderCell key={type} numeric>
              <CreditType creditType={type} short />
            </HeaderCell>
          ))}
          <HeaderCell numeric>{t("events")}</HeaderCell>
          <HeaderCell numeric>{t("skipped")}</HeaderCell>
          <HeaderCell numeric>{t("discarded")}</HeaderCell>
        </tr>
      </thead>
      {agents.map((line) => (
        <AgentRows key={line.agent ?? NONE} line={line} creditTypes={creditTypes} {...rest} />
      ))}
      <tbody>
        {others ? (
          <Row>
            <RowHeader className="align-top">
              {t("others", { count: others.jobs })}
              <span className="block text-xs font-normal text-muted">{t("othersHint")}</span>
            </RowHeader>
            <AmountCells amounts={others.amounts} creditTypes={creditTypes} />
          </Row>
        ) : null}
        <Row className="border-t border-control font-semibold">
          <RowHeader className="font-semibold">{t("total")}</RowHeader>
          <AmountCells amounts={total} creditTypes={creditTypes} />
        </Row>
      </tbody>
    </Table>
  );
}

interface AgentRowsProps extends Pick<UsageTableProps, "workspaceId" | "url" | "open"> {
  line: AgentLine;
  creditTypes: readonly string[];
}

function AgentRows({ line, creditTypes, ...rest }: AgentRowsProps) {
  const t = useTranslations("usage.table");
  const { workspaceId, url } = rest;
  const agent = line.agent ?? NONE;
  const href = usagePath(workspaceId, { ...url, agent, open: null, after: null });
  return (
    <tbody className="border-b border-hairline">
      <Row className="bg-bg">
        <RowHeader>
          {url.agent === agent ? (
            (line.name ?? t("noAgent"))
          ) : (
            <TextLink href={href}>{line.name ?? t("noAgent")}</TextLink>
          )}
        </RowHeader>
        <AmountCells amounts={line.amounts} creditTypes={creditTypes} />
      </Row>
      {line.jobs.map((job) => (
        <JobRows key={job.job ?? NONE} agent={agent} line={job} creditTypes={creditTypes} {...rest} />
      ))}
    </tbody>
  );
}

interface JobRowsProps extends Pick<UsageTableProps, "workspaceId" | "url" | "open"> {
  agent: string;
  line: JobLine;
  creditTypes: readonly string[];
}

function JobRows({ workspaceId, url, open, agent, line, creditTypes }: JobRowsProps) {
  const t = useTranslations("usage.table");
  const name = line.name ?? t("noJob");
  const key = `${agent}/${line.job ?? NONE}`;
  const isOpen = open?.key === key;
  const toggled = usagePath(workspaceId, { ...url, open: isOpen ? null : key, after: null });
  return (
    <>
      <Row>
        <RowHeader className="py-1 pl-8 font-normal">
          <span className="flex items-center justify-between gap-4">
            {name}
            <TextLink
              href={toggled}
              scroll={false}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? "closeRuns" : "openRuns", { name })}
              className="flex min-h-6 items-center text-xs whitespace-nowrap pointer-coarse:min-h-11"
            >
              {t(isOpen ? "hideRuns" : "runs")}
            </TextLink>
          </span>
        </RowHeader>
        <AmountCells amounts={line.amounts} creditTypes={creditTypes} />
      </Row>
      {isOpen ? <RunRows workspaceId={workspaceId} url={url} open={open} creditTypes={creditTypes} /> : null}
    </>
  );
}
