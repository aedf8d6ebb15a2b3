import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type CardData, CardSlot } from "#components/overview/card-slot.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { PackOffersDto } from "#lib/queries/packs.ts";
import type { PurchaseDto } from "#lib/queries/purchases.ts";
import { PackGroup, type PackGroupProps } from "./pack-group.tsx";
import { PackNeed } from "./pack-need.tsx";
import { PackPurchases } from "./pack-purchases.tsx";

export interface PackScreenProps {
  offers: PackOffersDto;
  purchases: CardData<readonly PurchaseDto[]>;
  /** What a run was short of. */
  need: { creditType: string; credits: string } | null;
  purchase: PackGroupProps["purchase"];
  /** For members without the right to buy: asks an owner. Null for platform admins, who are no members. */
  askOwner: ReactNode;
}

/** Two clicks from here to the payment page, with everything that is bought said before the first. */
export function PackScreen({ offers, purchases, need, purchase, askOwner }: PackScreenProps) {
  const t = useTranslations("buy");
  const { types, currency, timeZone, workspaceId } = offers;
  const isNeeded = (creditType: string) => need?.creditType === creditType;
  const sold = types
    .filter((type) => type.offers.length > 0)
    .toSorted((a, b) => Number(isNeeded(b.creditType)) - Number(isNeeded(a.creditType)));
  const marked = sold.filter((type) => type.fit !== null);
  const [first] = marked;
  const latest = <Latest purchases={purchases} zone={timeZone} />;
  // A payment that waits comes before anything new is bought; what is done comes after.
  const isWaiting = purchases.ok && purchases.value.some(({ status }) => status === "pending");
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { currency, zone: timeZone })} />
      {need ? (
        <PackNeed
          need={need}
          currency={currency}
          isMarked={marked.some(({ creditType }) => isNeeded(creditType))}
        />
      ) : null}
      {offers.canBuy ? null : <MayNot askOwner={askOwner} />}
      {isWaiting ? latest : null}
      {sold.map((type) => (
        <PackGroup
          key={type.creditType}
          workspaceId={workspaceId}
          type={type}
          zone={timeZone}
          isNeeded={isNeeded(type.creditType)}
          isFirst={type === first}
          purchase={purchase}
        />
      ))}
      {sold.length === 0 ? (
        <Card flush>
          <EmptyState title={t("empty.title", { currency })}>{t("empty.text", { currency })}</EmptyState>
        </Card>
      ) : null}
      {isWaiting ? null : latest}
    </>
  );
}

/** Packs can be bought also while the list of purchases cannot be read. */
function Latest({ purchases, zone }: Pick<PackScreenProps, "purchases"> & { zone: string }) {
  const t = useTranslations("buy.purchases");
  if (purchases.ok) return <PackPurchases purchases={purchases.value} zone={zone} />;
  return (
    <Card title={t("title")} flush>
      <CardSlot data={purchases}>{() => null}</CardSlot>
    </Card>
  );
}

function MayNot({ askOwner }: { askOwner: ReactNode }) {
  const t = useTranslations("buy");
  return (
    <div className="mb-6">
      {askOwner ? (
        <Notice title={t("mayNot.title")} action={askOwner}>
          {t("mayNot.text")}
        </Notice>
      ) : (
        <Notice>{t("adminOnly")}</Notice>
      )}
    </div>
  );
}
