import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Money } from "#components/credits/money.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { SettledPurchaseDto } from "#lib/queries/purchases.ts";

interface PaymentPaidProps {
  workspaceId: string;
  zone: string;
  purchase: SettledPurchaseDto;
}

/** What was added and paid, and the balance right before and right after, as the ledger has it. */
export function PaymentPaid({ workspaceId, zone, purchase }: PaymentPaidProps) {
  const t = useTranslations("payment");
  return (
    <>
      <Notice tone="good" title={t("paid.title")} live>
        {t("paid.text", { pack: purchase.packName })}
      </Notice>
      <Card className="mt-4 max-w-xl">
        <Facts purchase={purchase} zone={zone} />
      </Card>
      <div className="mt-4 flex flex-wrap gap-2">
        <LinkButton variant="primary" href={`/w/${workspaceId}`}>
          {t("overview")}
        </LinkButton>
        <LinkButton href={`/w/${workspaceId}/buy`}>{t("buyMore")}</LinkButton>
      </div>
    </>
  );
}

function Facts({ purchase, zone }: Omit<PaymentPaidProps, "workspaceId">) {
  const t = useTranslations("payment.paid");
  const typeName = useCreditTypeName();
  const { creditType, credits, price, expiresAt, receiptUrl, balance } = purchase;
  return (
    <dl className="divide-y divide-hairline">
      <Fact term={t("added")}>
        <Credits value={credits} signed /> {typeName(creditType)}
      </Fact>
      {balance ? (
        <Fact term={t("balance", { type: typeName(creditType) })}>
          {t.rich("change", {
            before: () => <Credits value={balance.before} />,
            after: () => <Credits value={balance.after} className="font-semibold" />,
          })}
        </Fact>
      ) : null}
      <Fact term={t("expires")}>{expiresAt ? <Instant at={expiresAt} zone={zone} /> : t("never")}</Fact>
      <Fact term={t("paidPrice")}>
        <Money {...price} />
      </Fact>
      {receiptUrl ? (
        <Fact term={t("receipt")}>
          <TextLink href={receiptUrl} target="_blank" rel="noreferrer">
            {t("showReceipt")}
          </TextLink>
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
      <dt className="text-muted">{term}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
