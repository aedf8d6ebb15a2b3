import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Runway } from "#components/credits/runway.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { BalanceDto, TypeBalance } from "#lib/queries/balance.ts";
import { screenPath } from "./screens.ts";

export interface BalancePanelProps {
  balance: BalanceDto;
  isStale: boolean;
  canBuy: boolean;
}

export function BalancePanel({ balance, isStale, canBuy }: BalancePanelProps) {
  const t = useTranslations("shell.balance");
  return (
    <div className="flex flex-col gap-4 p-4">
      {balance.types.map((type) => (
        <TypeDetails key={type.creditType} type={type} zone={balance.timeZone} />
      ))}
      <p className={isStale ? "text-xs text-warn" : "text-xs text-muted"}>
        {isStale ? t("staleSince") : t("asOf")}{" "}
        <Instant at={balance.asOf} zone={balance.timeZone} show="date-time-seconds" />
      </p>
      <div className="flex gap-2">
        <LinkButton size="sm" href={screenPath(balance.workspaceId, "expiry")}>
          {t("toExpiry")}
        </LinkButton>
        {canBuy ? (
          <LinkButton size="sm" href={screenPath(balance.workspaceId, "buy")}>
            {t("toBuy")}
          </LinkButton>
        ) : null}
      </div>
    </div>
  );
}

function TypeDetails({ type, zone }: { type: TypeBalance; zone: string }) {
  const t = useTranslations("shell.balance");
  return (
    <section>
      <h2 className="mb-1 font-medium">
        <CreditType creditType={type.creditType} />
      </h2>
      <dl className="text-sm">
        <Line name={t("available")}>
          <Credits value={type.available} />
        </Line>
        <Line name={t("held")}>
          <Credits value={type.held} />
        </Line>
        {type.scheduled === "0" ? null : (
          <Line name={t("scheduled")}>
            <Credits value={type.scheduled} />
          </Line>
        )}
        <Line name={t("lasts")}>
          <Runway type={type} />
        </Line>
        <Line name={t("nextExpiry")}>
          {type.nextExpiry ? (
            <>
              <Credits value={type.nextExpiry.amount} /> {t("on")}{" "}
              <Instant at={type.nextExpiry.at} zone={zone} />
            </>
          ) : (
            t("noExpiry")
          )}
        </Line>
      </dl>
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 border-b border-hairline py-1 last:border-b-0">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
