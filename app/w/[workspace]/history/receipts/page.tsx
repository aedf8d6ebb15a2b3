import { getTranslations } from "next-intl/server";
import { HistoryReceiptsScreen } from "#components/billing/history-receipts-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { canBuy } from "#lib/core/permissions.ts";
import { listPurchases } from "#lib/queries/purchases.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";
import { loadCard } from "../../load-card.ts";

const LIMIT = 200;

interface PageProps {
  params: Promise<{ workspace: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("history.tabs");
  return { title: t("receipts") };
}

export default async function ReceiptsPage({ params }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const [{ timeZone }, purchases] = await Promise.all([
    getWorkspace(viewer, id),
    loadCard(listPurchases(viewer, id, LIMIT)),
  ]);
  return (
    <HistoryReceiptsScreen
      workspaceId={id}
      zone={timeZone}
      purchases={purchases}
      limit={LIMIT}
      canBuy={canBuy(viewer, id)}
    />
  );
}
