import { getTranslations } from "next-intl/server";
import { AuditTable } from "#components/admin/audit-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { listAudit } from "#lib/queries/audit.ts";
import { type SearchParams, textOf } from "../search-params.ts";

export async function generateMetadata() {
  const t = await getTranslations("admin.audit");
  return { title: t("title") };
}

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireAdmin();
  const after = textOf((await searchParams).after) || null;
  const [t, { entries, next }] = await Promise.all([
    getTranslations("admin.audit"),
    listAudit(viewer, null, after),
  ]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card flush>
        <AuditTable entries={entries} zone="UTC" ofMany />
        <Pager
          firstHref={after ? "/admin/audit" : undefined}
          nextHref={next ? `/admin/audit?${new URLSearchParams({ after: next })}` : undefined}
        />
      </Card>
    </>
  );
}
