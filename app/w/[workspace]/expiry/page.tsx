import { getTranslations } from "next-intl/server";
import { ExpiryScreen } from "#components/expiry/expiry-screen.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { canBuy } from "#lib/core/permissions.ts";
import { getExpiry } from "#lib/queries/expiry.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";
import { requestTime } from "../load-balance.ts";
import { loadCard } from "../load-card.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("expiry");
  return { title: t("title") };
}

export default async function ExpiryPage({ params }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const [{ timeZone }, expiry] = await Promise.all([
    getWorkspace(viewer, id),
    loadCard(getExpiry(viewer, id, requestTime())),
  ]);
  return <ExpiryScreen workspaceId={id} zone={timeZone} expiry={expiry} canBuy={canBuy(viewer, id)} />;
}
