import { getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { HistoryScreen } from "#components/billing/history-screen.tsx";
import { readHistoryUrl } from "#components/billing/history-url.ts";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { listHistory } from "#lib/queries/history.ts";
import { loadBalance, requestTime } from "../../load-balance.ts";
import { tolerate } from "../../tolerate.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations("history");
  return { title: t("title") };
}

export default async function HistoryPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const { type, ...url } = await readHistoryUrl(searchParams);
  const asked = {
    creditType: type || undefined,
    kind: url.kind || undefined,
    grant: url.grant || undefined,
    after: url.after || undefined,
  };
  const [balance, { value, filters, problems }] = await Promise.all([
    loadBalance(viewer, id),
    tolerate(asked, (filters) => listHistory(viewer, id, filters)),
  ]);
  const { creditType = null, kind = null, grant = null, after = null } = filters;
  return (
    <HistoryScreen
      workspaceId={id}
      creditTypes={balance.types.map((of) => of.creditType)}
      history={value}
      filters={{ creditType, kind, grant, after }}
      problems={problems}
      now={requestTime().toISOString()}
    />
  );
}
