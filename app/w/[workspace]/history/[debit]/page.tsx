import { getTranslations } from "next-intl/server";
import { HistoryDebitScreen } from "#components/billing/history-debit-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { getReceipt } from "#lib/queries/receipt.ts";

interface PageProps {
  params: Promise<{ workspace: string; debit: string }>;
  searchParams: Promise<{ at?: string | string[] }>;
}

export async function generateMetadata() {
  const t = await getTranslations("history.debit");
  return { title: t("title") };
}

export default async function DebitPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const { workspace, debit } = await params;
  const id = requireWorkspace(viewer, workspace);
  const receipt = await getReceipt(viewer, id, debit, toInstant((await searchParams).at));
  return <HistoryDebitScreen workspaceId={id} receipt={receipt} />;
}

/** Only a hint where to look: one that is no instant is as good as none. */
function toInstant(text: string | string[] | undefined): Date | null {
  if (typeof text !== "string" || !/^2\d{3}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
