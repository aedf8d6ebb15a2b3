import { getTranslations } from "next-intl/server";
import { PaymentScreen } from "#components/billing/payment-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { getPurchase } from "#lib/queries/purchases.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";

interface PageProps {
  params: Promise<{ workspace: string; purchase: string }>;
  searchParams: Promise<{ ask?: string | string[] }>;
}

export async function generateMetadata() {
  const t = await getTranslations("payment");
  return { title: t("title") };
}

/** What became of a payment. `ask` is the session to ask about again, when Stripe could not be reached. */
export default async function PaymentPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const { workspace, purchase: purchaseId } = await params;
  const id = requireWorkspace(viewer, workspace);
  const { ask } = await searchParams;
  const [{ timeZone }, purchase] = await Promise.all([
    getWorkspace(viewer, id),
    getPurchase(viewer, id, purchaseId),
  ]);
  const askAgain =
    typeof ask === "string" ? `/w/${id}/buy/return?session_id=${encodeURIComponent(ask)}` : null;
  return <PaymentScreen workspaceId={id} zone={timeZone} purchase={purchase} askAgain={askAgain} />;
}
