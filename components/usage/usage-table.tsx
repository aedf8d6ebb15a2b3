import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { HeaderCell, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TableAmounts } from "#lib/queries/table-amounts.ts";
import type { AgentLine, JobLine, UsageTableDto } from "#lib/queries/usage-table.ts";
import { AmountCells, AmountFacts } from "./amount-cells.tsx";
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
    <Table label={label}>
      <thead>
        <tr>
          <HeaderCell className="max-sm:pr-0 max-sm:whitespace-normal">{t("what")}</HeaderCell>
          {creditTypes.map((type) => (
            <HeaderCell key={type} numeric className={tight}>
              <CreditType creditType={type} short />
            </HeaderCell>
          ))}
          <HeaderCell numeric className={wideOnly}>
            {t("events")}
          </HeaderCell>
          <HeaderCell numeric className={wideOnly}>
            {t("skipped")}
          </HeaderCell>
          <HeaderCell numeric className={wideOnly}>
            {t("discarded")}
          </HeaderCell>
        </tr>
      </thead>
      {agents.map((line) => (
        <AgentRows key={line.agent ?? NONE} line={line} creditTypes={creditTypes} {...rest} />
      ))}
      <tbody>
        {others ? (
          <Row>
            <RowHeader className="align-top max-sm:pr-0">
              {t("others", { count: others.jobs })}
              <span className="block text-xs font-normal text-muted">{t("othersHint")}</span>
              <AmountFacts amounts={others.amounts} />
            </RowHeader>
            <AmountCells amounts={others.amounts} creditTypes={creditTypes} />
          </Row>
        ) : null}
        <Row className="border-t border-control font-semibold">
          <RowHeader className="font-semibold max-sm:pr-0">
            {t("total")}
            <AmountFacts amounts={total} />
          </RowHeader>
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
  const name = line.name ?? t("noAgent");
  const href = usagePath(workspaceId, { ...url, agent, open: null, after: null });
  // An agent that never worked in a job is one line, not two that say the same.
  const [only] = line.jobs.length === 1 && line.jobs[0]?.job === null ? line.jobs : [];
  return (
    <tbody className="border-b border-hairline">
      <Row className="bg-bg">
        <RowHeader className="py-1 max-sm:pr-0">
          <Named toggle={only ? <RunsToggle {...rest} line={keyOf(agent, null)} name={name} /> : null}>
            {url.agent === agent ? name : <TextLink href={href}>{name}</TextLink>}
          </Named>
          <AmountFacts amounts={line.amounts} />
        </RowHeader>
        <AmountCells amounts={line.amounts} creditTypes={creditTypes} />
      </Row>
      {only ? (
        <Runs {...rest} line={keyOf(agent, null)} creditTypes={creditTypes} />
      ) : (
        line.jobs.map((job) => (
          <JobRows
            key={job.job ?? NONE}
            agent={{ key: agent, name }}
            line={job}
            creditTypes={creditTypes}
            {...rest}
          />
        ))
      )}
    </tbody>
  );
}

interface JobRowsProps extends Pick<UsageTableProps, "workspaceId" | "url" | "open"> {
  agent: { key: string; name: string };
  line: JobLine;
  creditTypes: readonly string[];
}

function JobRows({ agent, line, creditTypes, ...rest }: JobRowsProps) {
  const t = useTranslations("usage.table");
  const name = line.name ?? t("noJob");
  const key = keyOf(agent.key, line.job);
  return (
    <>
      <Row>
        <RowHeader className="py-1 pl-8 font-normal max-sm:pr-0 max-sm:pl-5">
          <Named toggle={<RunsToggle {...rest} line={key} name={`${agent.name}, ${name}`} />}>{name}</Named>
          <AmountFacts amounts={line.amounts} />
        </RowHeader>
        <AmountCells amounts={line.amounts} creditTypes={creditTypes} />
      </Row>
      <Runs {...rest} line={key} creditTypes={creditTypes} />
    </>
  );
}

function keyOf(agent: string, job: string | null): string {
  return `${agent}/${job ?? NONE}`;
}

function Named({ toggle, children }: { toggle: ReactNode; children: ReactNode }) {
  return (
    <span className="flex min-h-6 flex-wrap items-center justify-between gap-x-4 max-sm:gap-x-2">
      <span>{children}</span>
      {toggle}
    </span>
  );
}

interface LineProps extends Pick<UsageTableProps, "workspaceId" | "url" | "open"> {
  /** As the address has it: the agent's id, a slash and the job's. */
  line: string;
}

function RunsToggle({ workspaceId, url, open, line, name }: LineProps & { name: string }) {
  const t = useTranslations("usage.table");
  const isOpen = open?.key === line;
  return (
    <TextLink
      href={usagePath(workspaceId, { ...url, open: isOpen ? null : line, after: null })}
      scroll={false}
      aria-expanded={isOpen}
      aria-label={t(isOpen ? "closeRuns" : "openRuns", { name })}
      className="flex min-h-6 items-center text-xs font-normal whitespace-nowrap pointer-coarse:min-h-11"
    >
      {t(isOpen ? "hideRuns" : "runs")}
    </TextLink>
  );
}

function Runs({ workspaceId, url, open, line, creditTypes }: LineProps & { creditTypes: readonly string[] }) {
  if (open?.key !== line) return null;
  return <RunRows workspaceId={workspaceId} url={url} open={open} creditTypes={creditTypes} />;
}
