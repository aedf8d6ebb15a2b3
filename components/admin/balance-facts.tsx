import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Instant } from "#components/credits/instant.tsx";
import { Runway } from "#components/credits/runway.tsx";
import { Card } from "#components/ui/card.tsx";
import type { BalanceDto, TypeBalance } from "#lib/queries/balance.ts";

/** The customer's balance of one credit type, as the customer sees it. */
export function BalanceFacts({ type, zone }: { type: TypeBalance; zone: BalanceDto["timeZone"] }) {
  const t = useTranslations("admin.workspace");
  return (
    <Card title={<CreditType creditType={type.creditType} />}>
      <p>
        <Credits value={type.available} className="text-2xl font-semibold" />{" "}
        <span className="text-muted">{t("available")}</span>
      </p>
      <dl className="mt-2 text-sm">
        <Fact name={t("held")}>
          <Credits value={type.held} />
        </Fact>
        {type.scheduled === "0" ? null : (
          <Fact name={t("scheduled")}>
            <Credits value={type.scheduled} />
          </Fact>
        )}
        <Fact name={t("lasts")}>
          <Runway type={type} />
        </Fact>
        <Fact name={t("nextExpiry")}>
          {type.nextExpiry ? (
            <>
              <Credits value={type.nextExpiry.amount} />, <Instant at={type.nextExpiry.at} zone={zone} />
            </>
          ) : (
            t("nothingExpires")
          )}
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 border-b border-hairline py-1 last:border-b-0">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
