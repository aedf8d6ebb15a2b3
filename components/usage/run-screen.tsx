import { useLocale, useTranslations } from "next-intl";
import { formatMonth } from "#components/credits/format-month.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { UrlProblems } from "#components/ui/url-problems.tsx";
import type { RunEventsDto } from "#lib/queries/run-details.ts";
import { EventTable } from "./event-table.tsx";
import { useFeatureName, useSourceName } from "./names.ts";
import { UsageTotals } from "./usage-totals.tsx";
import { NONE, type RunUrl, runPath, usagePath } from "./usage-url.ts";

export interface RunScreenProps {
  workspaceId: string;
  url: Partial<RunUrl> & { month: string };
  /** Display names; null for none. */
  agent: string | null;
  job: string | null;
  details: RunEventsDto;
  problems: readonly { name: string; value: string }[];
}

/** One run, event by event: what each processed, at which rate, and what that cost. */
export function RunScreen({ workspaceId, url, agent, job, details, problems }: RunScreenProps) {
  const t = useTranslations("usage");
  const table = useTranslations("usage.table");
  const locale = useLocale();
  const month = formatMonth(url.month, locale);
  const isNone = !url.run || url.run === NONE;
  const { timeZone: zone, total, creditTypes, events, next } = details;
  const names = { agent: agent ?? table("noAgent"), job: job ?? table("noJob"), month, zone };
  const back = { month: url.month, open: `${url.agent ?? NONE}/${url.job ?? NONE}` };
  return (
    <>
      <PageHeader
        title={isNone ? t("events.titleNone") : t("events.title", { run: url.run ?? "" })}
        description={t("events.description", names)}
        actions={<LinkButton href={usagePath(workspaceId, back)}>{t("events.back", { month })}</LinkButton>}
      />
      <UrlProblems
        title={t("problems.title")}
        sentences={problems.map(({ name, value }) => t(`problems.${name}`, { value }))}
      />
      <div className="flex flex-col gap-4">
        <Filtered workspaceId={workspaceId} url={url} />
        <UsageTotals label={t("events.totals")} creditTypes={creditTypes} total={total} />
        <Card flush className="overflow-clip">
          {events.length === 0 ? (
            <EmptyState title={t("events.emptyTitle")}>{t("events.emptyText")}</EmptyState>
          ) : (
            <EventTable workspaceId={workspaceId} events={events} zone={zone} />
          )}
          <Pager
            firstHref={url.after ? runPath(workspaceId, { ...url, after: null }) : undefined}
            nextHref={next ? runPath(workspaceId, { ...url, after: next }) : undefined}
          />
        </Card>
      </div>
    </>
  );
}

/** A run opened from a filtered table shows the same part of it, and says so. */
function Filtered({ workspaceId, url }: Pick<RunScreenProps, "workspaceId" | "url">) {
  const t = useTranslations("usage.events");
  const featureName = useFeatureName();
  const sourceName = useSourceName();
  const names = [
    ...(url.feature ? [featureName(url.feature)] : []),
    ...(url.source ? [sourceName(url.source)] : []),
  ];
  if (names.length === 0) return null;
  const whole = runPath(workspaceId, { ...url, feature: null, source: null, after: null });
  return (
    <p className="flex flex-wrap items-center gap-3">
      {t("filtered", { names: names.join(", ") })}
      <LinkButton href={whole} size="sm">
        {t("whole")}
      </LinkButton>
    </p>
  );
}
