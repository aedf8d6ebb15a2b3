import { getTranslations } from "next-intl/server";
import { ApiKeysCard } from "#components/api-keys/api-keys-card.tsx";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { env } from "#lib/env.ts";
import { listPlatformKeys } from "#lib/queries/api-keys.ts";
import { createPlatformKeyAction, revokeAnyKeyAction } from "./actions.ts";

export async function generateMetadata() {
  const t = await getTranslations("api-keys.platform");
  return { title: t("title") };
}

export default async function PlatformKeysPage() {
  const viewer = await requireAdmin();
  const [t, keys] = await Promise.all([getTranslations("api-keys.platform"), listPlatformKeys(viewer)]);
  return (
    <ClientTexts namespaces={["api-keys"]}>
      <PageHeader title={t("title")} description={t("description")} />
      <ApiKeysCard
        workspaceId={null}
        keys={{ ok: true, value: keys }}
        zone="UTC"
        asksReason
        create={{ action: createPlatformKeyAction, exampleUrl: `${env().baseUrl}/api/v1/rate-card` }}
        revoke={revokeAnyKeyAction}
      />
    </ClientTexts>
  );
}
