import { getTranslations } from "next-intl/server";
import { ApiKeysCard, ApiKeysOfOwners } from "#components/api-keys/api-keys-card.tsx";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { canManageKeys, isOwner } from "#lib/core/permissions.ts";
import { env } from "#lib/env.ts";
import { listApiKeys } from "#lib/queries/api-keys.ts";
import { getWorkspace } from "#lib/queries/workspaces.ts";
import { loadCard } from "../load-card.ts";
import { createKeyAction, revokeKeyAction } from "./actions.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("api-keys.settings");
  return { title: t("title") };
}

export default async function SettingsPage({ params }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const seesKeys = canManageKeys(viewer, id);
  const actsAsOwner = isOwner(viewer, id);
  const exampleUrl = `${env().baseUrl}/api/v1/workspaces/${id}/balance`;
  const [t, { timeZone }, keys] = await Promise.all([
    getTranslations("api-keys.settings"),
    getWorkspace(viewer, id),
    seesKeys ? loadCard(listApiKeys(viewer, id)) : null,
  ]);
  return (
    <ClientTexts namespaces={["api-keys"]}>
      <PageHeader title={t("title")} description={t("description")} />
      {keys ? (
        <ApiKeysCard
          workspaceId={id}
          keys={keys}
          zone={timeZone}
          asksReason={false}
          create={actsAsOwner ? { action: createKeyAction, exampleUrl } : undefined}
          revoke={actsAsOwner ? revokeKeyAction : undefined}
        />
      ) : (
        <ApiKeysOfOwners />
      )}
    </ClientTexts>
  );
}
