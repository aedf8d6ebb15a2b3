import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { useRunwayText } from "#components/credits/runway.tsx";
import { LiveAvailable } from "#components/shell/live-available.tsx";
import { Card } from "#components/ui/card.tsx";
import type { BalanceDto, TypeBalance } from "#lib/queries/balance.ts";
import { LotBar } from "./lot-bar.tsx";

const LONG = 12;

export interface BalanceCardProps {
  balance: BalanceDto;
  type: TypeBalance;
  /** "Why this number?" */
  why: ReactNode;
  className?: string;
}

export function BalanceCard({ balance, type, why, className }: BalanceCardProps) {
  const t = useTranslations("overview.balance");
  return (
    <Card
      title={<CreditType creditType={type.creditType} />}
      action={<span className="-mr-2">{why}</span>}
      className={className}
    >
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span
          className={clsx(
            "font-semibold",
            type.available.length > LONG ? "text-2xl" : "text-3xl",
            type.available === "0" && "text-bad",
          )}
        >
          <LiveAvailable rendered={balance} creditType={type.creditType} field="available" />
        </span>
        <span className="text-muted">{t("available")}</span>
      </p>
      <p className="mt-1 text-sm text-muted">
        {t.rich("held", {
          credits: () => <LiveAvailable rendered={balance} creditType={type.creditType} field="held" />,
        })}
        {type.scheduled === "0" ? null : (
          <> · {t.rich("scheduled", { credits: () => <Credits value={type.scheduled} /> })}</>
        )}
      </p>
      <div className="mt-4 flex flex-col gap-4">
        <Outlook type={type} zone={balance.timeZone} />
        <LotBar type={type} asOf={balance.asOf} zone={balance.timeZone} />
      </div>
    </Card>
  );
}

function Outlook({ type, zone }: { type: TypeBalance; zone: string }) {
  const t = useTranslations("overview.balance");
  const runway = useRunwayText()(type);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
      <dt className="text-muted">{t("lasts")}</dt>
      <dd>
        {runway}
        {type.runway && type.available !== "0" ? <span className="text-muted"> {t("atPace")}</span> : null}
      </dd>
      <dt className="text-muted">{t("nextExpiry")}</dt>
      <dd>
        {type.nextExpiry ? (
          <>
            <Credits value={type.nextExpiry.amount} /> {t("on")}{" "}
            <Instant at={type.nextExpiry.at} zone={zone} />
          </>
        ) : (
          t("noExpiry")
        )}
      </dd>
    </dl>
  );
}
