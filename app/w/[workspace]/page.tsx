import { getTranslations } from "next-intl/server";
import { Overview } from "#components/overview/overview.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { invariant } from "#lib/core/invariant.ts";
import { canBuy } from "#lib/core/permissions.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { withKeys } from "#lib/queries/actor-keys.ts";
import { getBalanceTerms } from "#lib/queries/balance-terms.ts";
import { listLedger } from "#lib/queries/ledger.ts";
import { getNeeds } from "#lib/queries/needs.ts";
import { getRecentUse } from "#lib/queries/recent-use.ts";
import { loadBalance, requestTime } from "./load-balance.ts";
import { loadCard } from "./load-card.ts";

const LATEST = 6;

interface PageProps {
  params: Promise<{ workspace: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("overview");
  return { title: t("title") };
}

export default async function OverviewPage({ params }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const now = requestTime();
  const [balance, terms, needs, use, rows] = await Promise.all([
    loadBalance(viewer, id),
    loadCard(getBalanceTerms(viewer, id, now)),
    loadCard(getNeeds(viewer, id, now)),
    loadCard(getRecentUse(viewer, id, now)),
    loadCard(latestEntries(viewer, id)),
  ]);
  return (
    <Overview
      balance={balance}
      terms={terms}
      needs={needs}
      use={use}
      rows={rows}
      canBuy={canBuy(viewer, id)}
    />
  );
}

async function latestEntries(viewer: Viewer, workspaceId: string) {
  const page = await listLedger(viewer, workspaceId, { limit: LATEST });
  invariant(page.ok, "a list without filters is never refused");
  return withKeys(viewer, page.value.rows, () => workspaceId);
}
