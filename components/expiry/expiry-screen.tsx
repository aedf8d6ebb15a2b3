import { useTranslations } from "next-intl";
import { CreditType, useCreditTypeName } from "#components/credits/credit-type.tsx";
import { type CardData, CardSlot } from "#components/overview/card-slot.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ExpiryDto, ExpiryOfType } from "#lib/queries/expiry.ts";
import { ExpiredLots } from "./expired-lots.tsx";
import { ExpiryStrip } from "./expiry-strip.tsx";
import { ExpirySummary } from "./expiry-summary.tsx";
import { LotTable } from "./lot-table.tsx";

export interface ExpiryScreenProps {
  workspaceId: string;
  zone: string;
  expiry: CardData<ExpiryDto>;
  canBuy: boolean;
}

/** What will I lose, and when? */
export function ExpiryScreen({ workspaceId, zone, expiry, canBuy }: ExpiryScreenProps) {
  const t = useTranslations("expiry");
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone })} />
      {expiry.ok ? (
        <Loaded workspaceId={workspaceId} zone={zone} expiry={expiry.value} canBuy={canBuy} />
      ) : (
        <Card flush>
          <CardSlot data={expiry}>{() => null}</CardSlot>
        </Card>
      )}
    </>
  );
}

interface LoadedProps extends Omit<ExpiryScreenProps, "expiry"> {
  expiry: ExpiryDto;
}

function Loaded({ expiry, ...rest }: LoadedProps) {
  const t = useTranslations("expiry");
  return (
    <div className="flex flex-col gap-4">
      {expiry.types.map((type) => (
        <TypeCard key={type.creditType} type={type} {...rest} />
      ))}
      <p className="max-w-prose text-sm text-muted">{t("order")}</p>
      <Card title={t("expired.title")} flush>
        <ExpiredLots workspaceId={rest.workspaceId} lots={expiry.expired} zone={rest.zone} />
      </Card>
    </div>
  );
}

interface TypeCardProps {
  workspaceId: string;
  type: ExpiryOfType;
  zone: string;
  canBuy: boolean;
}

function TypeCard({ workspaceId, type, zone, canBuy }: TypeCardProps) {
  const t = useTranslations("expiry");
  const name = useCreditTypeName()(type.creditType);
  const buy = canBuy ? <LinkButton href={screenPath(workspaceId, "buy")}>{t("buy")}</LinkButton> : null;
  return (
    <Card title={<CreditType creditType={type.creditType} />} flush>
      {type.lots.length === 0 ? (
        <EmptyState title={t("empty.title", { type: name })} action={buy}>
          {t("empty.text")}
        </EmptyState>
      ) : (
        <>
          <div className="px-4 pt-1 pb-4">
            {type.expiring === "0" ? (
              <p className="max-w-prose text-muted">
                <ExpirySummary type={type} />
              </p>
            ) : (
              <ExpiryStrip type={type} zone={zone} summary={<ExpirySummary type={type} />} />
            )}
          </div>
          <LotTable workspaceId={workspaceId} type={type} zone={zone} />
        </>
      )}
    </Card>
  );
}
