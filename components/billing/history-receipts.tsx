import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { Cell, HeaderCell, OnPhone, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { PurchaseDto } from "#lib/queries/purchases.ts";
import { PurchaseStatus } from "./history-purchase-status.tsx";
import { historyPath, purchasePath } from "./history-url.ts";

export interface HistoryReceiptsProps {
  workspaceId: string;
  purchases: readonly PurchaseDto[];
  zone: string;
}

/** What was bought, newest first, each with its receipt and the rows of the ledger it led to. */
export function HistoryReceipts({ workspaceId, purchases, zone }: HistoryReceiptsProps) {
  const t = useTranslations("history.receipts");
  return (
    <Table label={t("label")}>
      <thead>
        <tr>
          <HeaderCell>{t("pack")}</HeaderCell>
          <HeaderCell numeric className={tight}>
            {t("price")}
          </HeaderCell>
          <HeaderCell className={tight}>{t("receipt")}</HeaderCell>
          <HeaderCell numeric className={wideOnly}>
            {t("credits")}
          </HeaderCell>
          <HeaderCell className={wideOnly}>{t("status")}</HeaderCell>
          <HeaderCell className={wideOnly}>{t("by")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {purchases.map((purchase) => (
          <PurchaseRow key={purchase.id} workspaceId={workspaceId} purchase={purchase} zone={zone} />
        ))}
      </tbody>
    </Table>
  );
}

interface PurchaseRowProps {
  workspaceId: string;
  purchase: PurchaseDto;
  zone: string;
}

function PurchaseRow({ workspaceId, purchase, zone }: PurchaseRowProps) {
  const actorName = useActorName();
  const { grantId, packName, status } = purchase;
  return (
    <Row>
      <RowHeader className="align-top sm:whitespace-nowrap">
        {grantId ? (
          <TextLink href={historyPath(workspaceId, { grant: grantId })}>{packName}</TextLink>
        ) : (
          packName
        )}
        <span className="block text-xs font-normal text-muted">
          <Instant at={purchase.settledAt ?? purchase.createdAt} zone={zone} />
        </span>
        <OnPhone>
          <Credits value={purchase.credits} /> <CreditType creditType={purchase.creditType} />
        </OnPhone>
        <OnPhone>
          <PurchaseStatus status={status} /> {actorName(purchase.createdBy)}
        </OnPhone>
      </RowHeader>
      <Cell numeric className={tight}>
        <Money {...purchase.price} />
      </Cell>
      <Cell className={clsx(tight, "sm:whitespace-nowrap")}>
        <Receipt workspaceId={workspaceId} purchase={purchase} />
      </Cell>
      <Cell numeric className={wideOnly}>
        <Credits value={purchase.credits} />
        <span className="block text-xs text-muted">
          <CreditType creditType={purchase.creditType} short />
        </span>
      </Cell>
      <Cell className={wideOnly}>
        <PurchaseStatus status={status} />
      </Cell>
      <Cell className={clsx(wideOnly, "text-muted")}>{actorName(purchase.createdBy)}</Cell>
    </Row>
  );
}

/** What was paid has a receipt; a payment that is not finished leads to where it can be. */
function Receipt({ workspaceId, purchase }: Omit<PurchaseRowProps, "zone">) {
  const t = useTranslations("history.receipts");
  const { id, settledAt, checkoutUrl, packName } = purchase;
  if (settledAt) {
    return (
      <TextLink href={purchasePath(workspaceId, id)} aria-label={t("openLabel", { pack: packName })}>
        {t("open")}
      </TextLink>
    );
  }
  if (checkoutUrl) return <TextLink href={checkoutUrl}>{t("continue")}</TextLink>;
  return <span className="text-muted">{t("none")}</span>;
}
