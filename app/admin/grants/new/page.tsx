import { getTranslations } from "next-intl/server";
import { PromoForm } from "#components/admin/promo-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { findAdminWorkspace } from "#lib/queries/admin-workspaces.ts";
import { type SearchParams, textOf } from "../../search-params.ts";
import { grantPromoAction, planPromoAction } from "./actions.ts";

export async function generateMetadata() {
  const t = await getTranslations("admin.grant");
  return { title: t("title") };
}

export default async function GrantPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireAdmin();
  const id = textOf((await searchParams).workspace);
  const [t, workspace] = await Promise.all([getTranslations("admin.grant"), findAdminWorkspace(viewer, id)]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {workspace ? (
        <PromoForm
          workspace={workspace}
          creditTypes={workspace.creditTypes}
          plan={planPromoAction}
          grant={grantPromoAction}
        />
      ) : (
        <Card flush>
          <EmptyState
            title={id ? t("unknown", { id }) : t("choose")}
            action={<LinkButton href="/admin">{t("toWorkspaces")}</LinkButton>}
          >
            {t("chooseText")}
          </EmptyState>
        </Card>
      )}
    </>
  );
}
