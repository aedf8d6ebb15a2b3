import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";
import { useFeatureName } from "#components/usage/names.ts";
import { NONE, runPath } from "#components/usage/usage-url.ts";
import type { HistoryRow, RowUse } from "#lib/queries/history.ts";

/** What a row is about: what used the credits, or which grant came or went. */
export function HistoryDetails({ workspaceId, row }: { workspaceId: string; row: HistoryRow }) {
  const sources = useTranslations("credits.sources");
  if (row.use) return <Use workspaceId={workspaceId} use={row.use} />;
  if (!row.lot) return null;
  const { source, reason } = row.lot;
  return (
    <>
      {sources.has(source) ? sources(source) : source}
      <span className="block text-xs text-muted">{reason}</span>
    </>
  );
}

function Use({ workspaceId, use }: { workspaceId: string; use: RowUse }) {
  const t = useTranslations("history.rows");
  const feature = useFeatureName()(use.feature);
  const users = [use.agent?.name, use.job?.name].filter((name) => name !== undefined);
  const run = { month: use.month, agent: use.agent?.id ?? NONE, job: use.job?.id ?? NONE, run: use.run };
  return (
    <>
      {users.length > 0 ? users.join(" · ") : feature}
      <span className="block text-xs text-muted">
        {users.length > 0 ? feature : null}
        {use.run ? (
          <>
            {users.length > 0 ? " · " : null}
            <TextLink href={runPath(workspaceId, run)}>{t("run", { run: use.run })}</TextLink>
          </>
        ) : null}
      </span>
    </>
  );
}
