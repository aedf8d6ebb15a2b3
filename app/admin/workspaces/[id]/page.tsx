import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { WorkspaceDetail } from "#components/admin/workspace-detail.tsx";
import { ApiKeysCard } from "#components/api-keys/api-keys-card.tsx";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { requireAdmin } from "#lib/auth/session.ts";
import { invariant } from "#lib/core/invariant.ts";
import { withKeys } from "#lib/queries/actor-keys.ts";
import { getAdminWorkspace } from "#lib/queries/admin-workspace.ts";
import { listApiKeys } from "#lib/queries/api-keys.ts";
import { listAudit } from "#lib/queries/audit.ts";
import { getBalance } from "#lib/queries/balance.ts";
import { listLedger } from "#lib/queries/ledger.ts";
import { listPurchases } from "#lib/queries/purchases.ts";
import { revokeAnyKeyAction } from "../../api-keys/actions.ts";
import { voidGrantAction } from "./actions.ts";

const ROWS = 20;

interface PageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata() {
  const t = await getTranslations("admin.workspaces");
  return { title: t("workspace") };
}

export default async function AdminWorkspacePage({ params }: PageProps) {
  const viewer = await requireAdmin();
  const id = decodeURIComponent((await params).id);
  const now = new Date();
  const workspace = await getAdminWorkspace(viewer, id, now);
  const [balance, ledger, purchases, keys, audit] = await Promise.all([
    getBalance(viewer, id, now),
    listLedger(viewer, id, { limit: ROWS }),
    listPurchases(viewer, id, ROWS),
    listApiKeys(viewer, id),
    listAudit(viewer, id),
  ]);
  invariant(ledger.ok, "a list without filters is never refused");
  return (
    <WorkspaceDetail
      workspace={workspace}
      balance={balance}
      rows={await withKeys(viewer, ledger.value.rows, () => id)}
      purchases={purchases}
      audit={audit.entries}
      keys={Object.fromEntries(workspace.lots.map((lot) => [lot.id, randomUUID()]))}
      voidGrant={voidGrantAction}
    >
      <ClientTexts namespaces={["api-keys"]}>
        <ApiKeysCard
          workspaceId={id}
          keys={{ ok: true, value: keys }}
          zone={workspace.timeZone}
          asksReason
          revoke={revokeAnyKeyAction}
        />
      </ClientTexts>
    </WorkspaceDetail>
  );
}
