import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PaymentScreen } from "#components/billing/payment-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { settleReturn } from "#lib/commands/settle-return.ts";
import { getPurchase } from "#lib/queries/purchases.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";
import { requestTime } from "../../load-balance.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<{ session_id?: string | string[] }>;
}

export async function generateMetadata() {
  const t = await getTranslations("payment");
  return { title: t("title") };
}

/** Where Stripe leads the buyer after paying. It settles the payment itself, so it never waits for the webhook. */
export default async function ReturnPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const { session_id: sessionId } = await searchParams;
  if (typeof sessionId !== "string") notFound();
  const { purchaseId, asked } = await settleReturn(viewer, id, sessionId, requestTime());
  const [{ timeZone }, purchase] = await Promise.all([
    getWorkspace(viewer, id),
    getPurchase(viewer, id, purchaseId),
  ]);
  return <PaymentScreen workspaceId={id} zone={timeZone} purchase={purchase} isConfirmed={asked} />;
}
