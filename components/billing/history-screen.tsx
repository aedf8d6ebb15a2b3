import { useTranslations } from "next-intl";
import { Instant } from "#components/credits/instant.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { UrlProblems } from "#components/ui/url-problems.tsx";
import type { HistoryDto, RowGrant } from "#lib/queries/history.ts";
import { HistoryFilters } from "./history-filters.tsx";
import { HistoryTable } from "./history-table.tsx";
import { HistoryTabs } from "./history-tabs.tsx";
import { historyPath } from "./history-url.ts";

export interface HistoryScreenProps {
  workspaceId: string;
  /** In display order. */
  creditTypes: readonly string[];
  history: HistoryDto;
  filters: { creditType: string | null; kind: string | null; grant: string | null; after: string | null };
  problems: readonly { name: string; value: string }[];
  now: string;
}

/** Prove it: every row of the ledger with the balance after it. */
export function HistoryScreen({ workspaceId, history, filters, problems, ...rest }: HistoryScreenProps) {
  const t = useTranslations("history");
  const { timeZone: zone, rows, next } = history;
  const { creditType: type, kind, grant } = filters;
  const url = { type, kind, grant };
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description", { zone })}
        actions={
          <HistoryFilters
            workspaceId={workspaceId}
            creditTypes={rest.creditTypes}
            creditType={type}
            kind={kind}
          />
        }
      />
      <HistoryTabs workspaceId={workspaceId} current="ledger" />
      <UrlProblems
        title={t("problems.title")}
        sentences={problems.map(({ name, value }) => t(`problems.${name}`, { value }))}
      />
      {grant && rows[0]?.lot ? (
        <OneGrant
          lot={rows[0].lot}
          zone={zone}
          now={rest.now}
          all={historyPath(workspaceId, { type, kind })}
        />
      ) : null}
      <Card flush className="overflow-clip">
        {rows.length === 0 ? (
          <Empty all={type || kind || grant || filters.after ? historyPath(workspaceId) : null} />
        ) : (
          <HistoryTable workspaceId={workspaceId} rows={rows} zone={zone} />
        )}
        <Pager
          firstHref={filters.after ? historyPath(workspaceId, url) : undefined}
          nextHref={next ? historyPath(workspaceId, { ...url, after: next }) : undefined}
        />
      </Card>
    </>
  );
}

/** `all` is the way out of the filters, null when there are none. */
function Empty({ all }: { all: string | null }) {
  const t = useTranslations("history.empty");
  if (all === null) return <EmptyState title={t("title")}>{t("text")}</EmptyState>;
  return (
    <EmptyState title={t("filteredTitle")} action={<LinkButton href={all}>{t("all")}</LinkButton>}>
      {t("filteredText")}
    </EmptyState>
  );
}

interface OneGrantProps {
  lot: RowGrant;
  zone: string;
  now: string;
  all: string;
}

function OneGrant({ lot, zone, now, all }: OneGrantProps) {
  const t = useTranslations("history.oneGrant");
  const sources = useTranslations("credits.sources");
  const { source, reason, expiresAt } = lot;
  const at = () => (expiresAt ? <Instant at={expiresAt} zone={zone} /> : null);
  return (
    <div className="mb-4">
      <Notice
        title={t("title")}
        action={
          <LinkButton href={all} size="sm">
            {t("all")}
          </LinkButton>
        }
      >
        <p>{t("text", { source: sources.has(source) ? sources(source) : source, reason })}</p>
        <p>{expiresAt === null ? t("never") : t.rich(expiresAt <= now ? "expired" : "expires", { at })}</p>
      </Notice>
    </div>
  );
}
