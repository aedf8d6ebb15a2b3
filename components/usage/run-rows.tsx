import { useTranslations } from "next-intl";
import { Instant } from "#components/credits/instant.tsx";
import { Row, RowHeader } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UsageRowDto } from "#lib/queries/usage.ts";
import { AmountCells, AmountFacts } from "./amount-cells.tsx";
import { NONE, runPath, type UsageUrl, usagePath } from "./usage-url.ts";

/** One page of the runs of one agent in one job. */
export interface OpenRuns {
  /** The agent's id, a slash and the job's, as the address has it. */
  key: string;
  agent: string;
  job: string;
  runs: readonly UsageRowDto[];
  zone: string;
  isFirstPage: boolean;
  next: string | null;
}

export interface RunRowsProps {
  workspaceId: string;
  url: Partial<UsageUrl> & { month: string };
  open: OpenRuns;
  creditTypes: readonly string[];
}

/** Newest first; what belongs to no run is a line of its own, so that the runs add up to the job. */
export function RunRows({ workspaceId, url, open, creditTypes }: RunRowsProps) {
  const t = useTranslations("usage.table");
  const { month, feature, source } = url;
  const base = { month, feature, source, agent: open.agent, job: open.job };
  const page = (after: string | null) => usagePath(workspaceId, { ...url, open: open.key, after });
  return (
    <>
      {open.runs.map((row) =>
        row.groupBy === "run" ? (
          <Row key={row.run ?? NONE}>
            <RowHeader className="py-1 pl-12 font-normal max-sm:pr-0 max-sm:pl-6">
              <TextLink href={runPath(workspaceId, { ...base, run: row.run ?? NONE })} className="break-all">
                {row.run ?? t("noRun")}
              </TextLink>
              {row.firstAt ? (
                <span className="block text-xs text-muted max-sm:[&_time]:whitespace-normal">
                  <Instant at={row.firstAt} zone={open.zone} />
                </span>
              ) : null}
              <AmountFacts amounts={row} />
            </RowHeader>
            <AmountCells amounts={row} creditTypes={creditTypes} />
          </Row>
        ) : null,
      )}
      {open.next || !open.isFirstPage ? (
        <tr className="border-b border-hairline">
          <td colSpan={creditTypes.length + 4} className="py-2 pl-12 text-sm">
            <span className="flex gap-4">
              {open.isFirstPage ? null : (
                <TextLink href={page(null)} scroll={false}>
                  {t("firstRuns")}
                </TextLink>
              )}
              {open.next ? (
                <TextLink href={page(open.next)} scroll={false}>
                  {t("moreRuns")}
                </TextLink>
              ) : null}
            </span>
          </td>
        </tr>
      ) : null}
    </>
  );
}
