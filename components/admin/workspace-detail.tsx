import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PackPurchases } from "#components/billing/pack-purchases.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { LatestRows } from "#components/credits/latest-rows.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WithKey } from "#lib/queries/actor-keys.ts";
import type { AdminWorkspaceDto } from "#lib/queries/admin-workspace.ts";
import type { AuditEntryDto } from "#lib/queries/audit.ts";
import type { BalanceDto } from "#lib/queries/balance.ts";
import type { LedgerEntryDto } from "#lib/queries/ledger.ts";
import type { PurchaseDto } from "#lib/queries/purchases.ts";
import { grantPath } from "./admin-paths.ts";
import { AuditTable } from "./audit-table.tsx";
import { BalanceFacts } from "./balance-facts.tsx";
import { LotsTable, type LotsTableProps } from "./lots-table.tsx";
import { MembersTable } from "./members-table.tsx";

export interface WorkspaceDetailProps extends Pick<LotsTableProps, "keys" | "voidGrant"> {
  workspace: AdminWorkspaceDto;
  balance: BalanceDto;
  rows: readonly WithKey<LedgerEntryDto>[];
  purchases: readonly PurchaseDto[];
  audit: readonly AuditEntryDto[];
  /** Further cards, before the log. */
  children?: ReactNode;
}

/** One customer at a glance: what they have, where it came from, what was done to it and by whom. */
export function WorkspaceDetail(props: WorkspaceDetailProps) {
  const { workspace, balance, rows, purchases, audit, keys, voidGrant } = props;
  const t = useTranslations("admin");
  const zone = workspace.timeZone;
  return (
    <>
      <Heading workspace={workspace} />
      <div className="flex flex-col gap-4">
        {workspace.paused ? <Paused paused={workspace.paused} zone={zone} /> : null}
        <div className="grid gap-4 sm:grid-cols-2">
          {balance.types.map((type) => (
            <BalanceFacts key={type.creditType} type={type} zone={zone} />
          ))}
        </div>
        <Card
          title={t("lots.title")}
          action={<span className="text-sm text-muted">{t("lots.note")}</span>}
          flush
        >
          <LotsTable
            workspaceId={workspace.id}
            zone={zone}
            lots={workspace.lots}
            keys={keys}
            voidGrant={voidGrant}
          />
        </Card>
        <Card
          title={t("ledger.title")}
          action={<TextLink href={screenPath(workspace.id, "history")}>{t("ledger.all")}</TextLink>}
          flush
        >
          <LatestRows rows={rows} zone={zone} exact />
        </Card>
        {purchases.length > 0 ? (
          <PackPurchases purchases={purchases} zone={zone} />
        ) : (
          <Card title={t("purchases.title")} flush>
            <EmptyState title={t("purchases.empty")}>{t("purchases.emptyText")}</EmptyState>
          </Card>
        )}
        <Card title={t("members.title")} flush>
          <MembersTable members={workspace.members} timeZone={zone} />
        </Card>
        {props.children}
        <Card title={t("audit.titleOne")} flush>
          <AuditTable entries={audit} zone={zone} ofMany={false} />
        </Card>
      </div>
    </>
  );
}

function Heading({ workspace }: { workspace: AdminWorkspaceDto }) {
  const t = useTranslations("admin.workspace");
  const { id, name, timeZone, currency, plan, createdAt } = workspace;
  const at = () => <Instant at={createdAt} zone={timeZone} show="date" />;
  return (
    <PageHeader
      title={name}
      description={
        <>
          {t.rich("facts", { id, zone: timeZone, currency, at })}
          {plan ? `, ${t("plan", { plan })}` : null}
        </>
      }
      actions={
        <>
          <LinkButton href={screenPath(id, "overview")}>{t("open")}</LinkButton>
          <LinkButton href={grantPath(id)} variant="primary">
            {t("grant")}
          </LinkButton>
        </>
      }
    />
  );
}

function Paused({ paused, zone }: { paused: NonNullable<AdminWorkspaceDto["paused"]>; zone: string }) {
  const t = useTranslations("admin.workspace");
  return (
    <Notice tone="bad" title={t("paused")}>
      {t.rich("pausedText", {
        by: paused.by ?? t("unknown"),
        reason: paused.reason ?? t("unknown"),
        at: () => <Instant at={paused.at} zone={zone} />,
      })}
    </Notice>
  );
}
