import { getTranslations } from "next-intl/server";
import { HistoryPurchaseScreen } from "#components/billing/history-purchase-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { getPurchase } from "#lib/queries/purchases.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";

interface PageProps {
  params: Promise<{ workspace: string; purchase: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("history.receipts");
  return { title: t("receipt") };
}

export default async function PurchasePage({ params }: PageProps) {
  const viewer = await requireViewer();
  const { workspace, purchase: purchaseId } = await params;
  const id = requireWorkspace(viewer, workspace);
  const [{ timeZone }, purchase] = await Promise.all([
    getWorkspace(viewer, id),
    getPurchase(viewer, id, purchaseId),
  ]);
  return <HistoryPurchaseScreen workspaceId={id} zone={timeZone} purchase={purchase} />;
}
