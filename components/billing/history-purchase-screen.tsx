import { useTranslations } from "next-intl";
import { useActorName } from "#components/credits/actor-name.ts";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { Card } from "#components/ui/card.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { SettledPurchaseDto } from "#lib/queries/purchases.ts";
import { PurchaseStatus } from "./history-purchase-status.tsx";
import { historyPath } from "./history-url.ts";

export interface HistoryPurchaseScreenProps {
  workspaceId: string;
  zone: string;
  purchase: SettledPurchaseDto;
}

/** One purchase: what was bought, what was paid, and what it did to the balance. */
export function HistoryPurchaseScreen({ workspaceId, zone, purchase }: HistoryPurchaseScreenProps) {
  const t = useTranslations("history.receipts");
  const actorName = useActorName();
  const { balance, expiresAt, grantId, receiptUrl, settledAt } = purchase;
  return (
    <>
      <PageHeader
        title={t("title", { pack: purchase.packName })}
        description={t.rich("bought", { at: () => <Instant at={purchase.createdAt} zone={zone} /> })}
        actions={<LinkButton href={`${historyPath(workspaceId)}/receipts`}>{t("back")}</LinkButton>}
      />
      <Card>
        <Facts>
          <Fact name={t("pack")}>{purchase.packName}</Fact>
          <Fact name={t("credits")}>
            <Credits value={purchase.credits} /> <CreditType creditType={purchase.creditType} />
          </Fact>
          <Fact name={t("price")}>
            <Money {...purchase.price} />
          </Fact>
          <Fact name={t("status")}>
            <PurchaseStatus status={purchase.status} />
          </Fact>
          {settledAt ? (
            <Fact name={t("paid")}>
              <Instant at={settledAt} zone={zone} />
            </Fact>
          ) : null}
          {expiresAt ? (
            <Fact name={t("expires")}>
              <Instant at={expiresAt} zone={zone} />
            </Fact>
          ) : null}
          <Fact name={t("by")}>{actorName(purchase.createdBy)}</Fact>
          {balance ? (
            <>
              <Fact name={t("before")}>
                <Credits value={balance.before} />
              </Fact>
              <Fact name={t("after")}>
                <Credits value={balance.after} />
              </Fact>
            </>
          ) : null}
          <Fact name={t("id")}>
            <code className="font-mono text-xs break-all select-all">{purchase.id}</code>
          </Fact>
        </Facts>
        <p className="mt-4 flex flex-wrap gap-4">
          {grantId ? (
            <TextLink href={historyPath(workspaceId, { grant: grantId })}>{t("rows")}</TextLink>
          ) : null}
          {receiptUrl ? (
            <TextLink href={receiptUrl} target="_blank" rel="noreferrer">
              {t("stripe")}
            </TextLink>
          ) : null}
        </p>
      </Card>
    </>
  );
}
