import { useTranslations } from "next-intl";
import { type CardData, CardSlot } from "#components/overview/card-slot.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { PurchaseDto } from "#lib/queries/purchases.ts";
import { HistoryReceipts } from "./history-receipts.tsx";
import { HistoryTabs } from "./history-tabs.tsx";

export interface HistoryReceiptsScreenProps {
  workspaceId: string;
  zone: string;
  purchases: CardData<PurchaseDto[]>;
  /** No more than this many were asked for. */
  limit: number;
  canBuy: boolean;
}

export function HistoryReceiptsScreen({
  workspaceId,
  zone,
  purchases,
  limit,
  canBuy,
}: HistoryReceiptsScreenProps) {
  const t = useTranslations("history");
  const buy = canBuy ? (
    <LinkButton href={screenPath(workspaceId, "buy")}>{t("receipts.buy")}</LinkButton>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} description={t("receipts.description", { zone })} />
      <HistoryTabs workspaceId={workspaceId} current="receipts" />
      <Card flush className="overflow-clip">
        <CardSlot data={purchases}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState title={t("receipts.emptyTitle")} action={buy}>
                {t("receipts.emptyText")}
              </EmptyState>
            ) : (
              <>
                <HistoryReceipts workspaceId={workspaceId} purchases={list} zone={zone} />
                {list.length === limit ? (
                  <p className="px-4 py-3 text-sm text-muted">{t("receipts.newest", { count: limit })}</p>
                ) : null}
              </>
            )
          }
        </CardSlot>
      </Card>
    </>
  );
}
