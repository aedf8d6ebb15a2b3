import { useTranslations } from "next-intl";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Cell, HeaderCell, OnPhone, Row, RowHeader, Table, tight, wideOnly } from "#components/ui/table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { PurchaseDto } from "#lib/queries/purchases.ts";

const tones = {
  pending: "action",
  paid: "good",
  failed: "bad",
  expired: "neutral",
  refunded: "neutral",
  partly_refunded: "neutral",
  disputed: "warn",
} as const satisfies Record<string, Tone>;

/** What was bought or begun lately; a payment that waits can be taken up again, on a phone without scrolling sideways. */
export function PackPurchases({ purchases, zone }: { purchases: readonly PurchaseDto[]; zone: string }) {
  const t = useTranslations("buy.purchases");
  if (purchases.length === 0) return null;
  const hasNext = purchases.some(({ checkoutUrl, receiptUrl }) => checkoutUrl || receiptUrl);
  return (
    <Card title={t("title")} flush className="mb-8">
      <Table label={t("label")}>
        <thead>
          <tr>
            <HeaderCell>{t("pack")}</HeaderCell>
            <HeaderCell className={wideOnly}>{t("state")}</HeaderCell>
            <HeaderCell numeric className={wideOnly}>
              {t("price")}
            </HeaderCell>
            <HeaderCell className={wideOnly}>{t("when")}</HeaderCell>
            {hasNext ? <HeaderCell className={tight}>{t("next")}</HeaderCell> : null}
          </tr>
        </thead>
        <tbody>
          {purchases.map((purchase) => (
            <Row key={purchase.id}>
              <RowHeader className="align-top sm:whitespace-nowrap">
                {purchase.packName}
                <OnPhone>
                  <State purchase={purchase} /> <Money {...purchase.price} />
                </OnPhone>
                <OnPhone>
                  <Instant at={purchase.createdAt} zone={zone} />
                </OnPhone>
              </RowHeader>
              <Cell className={wideOnly}>
                <State purchase={purchase} />
              </Cell>
              <Cell numeric className={wideOnly}>
                <Money {...purchase.price} />
              </Cell>
              <Cell className={wideOnly}>
                <Instant at={purchase.createdAt} zone={zone} />
              </Cell>
              {hasNext ? (
                <Cell className={tight}>
                  <NextStep purchase={purchase} />
                </Cell>
              ) : null}
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function State({ purchase: { status } }: { purchase: PurchaseDto }) {
  const t = useTranslations("buy.purchases.states");
  return <Badge tone={tones[status]}>{t(status)}</Badge>;
}

function NextStep({ purchase: { checkoutUrl, receiptUrl, packName } }: { purchase: PurchaseDto }) {
  const t = useTranslations("buy.purchases");
  if (checkoutUrl) {
    return (
      <LinkButton
        href={checkoutUrl}
        prefetch={false}
        size="sm"
        aria-label={t("continueLabel", { pack: packName })}
      >
        {t("continue")}
      </LinkButton>
    );
  }
  if (!receiptUrl) return null;
  return (
    <TextLink href={receiptUrl} aria-label={t("receiptLabel", { pack: packName })}>
      {t("receipt")}
    </TextLink>
  );
}
