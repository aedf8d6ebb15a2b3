import { getTranslations } from "next-intl/server";
import { WorkspaceSearch } from "#components/admin/workspace-search.tsx";
import { WorkspaceTable } from "#components/admin/workspace-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { listAdminWorkspaces } from "#lib/queries/admin-workspaces.ts";
import { type SearchParams, textOf } from "./search-params.ts";

export async function generateMetadata() {
  const t = await getTranslations("admin.workspaces");
  return { title: t("title") };
}

export default async function WorkspacesPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireAdmin();
  const asked = await searchParams;
  const search = textOf(asked.search).trim();
  const after = textOf(asked.after) || null;
  const [t, { rows, next }] = await Promise.all([
    getTranslations("admin.workspaces"),
    listAdminWorkspaces(viewer, { search, after }, new Date()),
  ]);
  const hrefOf = (cursor: string) => `/admin?${new URLSearchParams({ search, after: cursor })}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<WorkspaceSearch search={search} />}
      />
      <Card flush>
        {rows.length > 0 ? (
          <WorkspaceTable rows={rows} />
        ) : (
          <EmptyState title={search ? t("nothingFound", { search }) : t("empty")}>
            {search ? t("nothingFoundText") : t("emptyText")}
          </EmptyState>
        )}
        <Pager
          firstHref={after ? `/admin?${new URLSearchParams({ search })}` : undefined}
          nextHref={next ? hrefOf(next) : undefined}
        />
      </Card>
    </>
  );
}
