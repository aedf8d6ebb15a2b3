import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CreditType } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCount } from "#components/credits/format-credits.ts";
import type { TableAmounts } from "#lib/queries/table-amounts.ts";

export interface UsageTotalsProps {
  /** Names the strip: "Totals of November 2026". */
  label: string;
  /** In display order. */
  creditTypes: readonly string[];
  total: TableAmounts;
}

/** What was used, by credit type, and what of it was out of the ordinary. */
export function UsageTotals({ label, creditTypes, total }: UsageTotalsProps) {
  const t = useTranslations("usage.totals");
  const locale = useLocale();
  const discarded = creditTypes.filter((type) => total.discardedCredits[type] !== "0");
  return (
    <section aria-label={label}>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-hairline bg-hairline lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none">
        {creditTypes.map((type) => (
          <Total key={type} name={<CreditType creditType={type} />}>
            <Credits value={total.credits[type] ?? "0"} />
          </Total>
        ))}
        <Total name={t("events")}>
          <span className="figures">{formatCount(total.events, locale)}</span>
        </Total>
        <Total name={t("skipped")} hint={total.skipped === "0" ? null : t("skippedHint")}>
          <Credits value={total.skipped} />
        </Total>
        <Total
          name={t("discarded")}
          hint={discarded.map((type) => (
            <span key={type} className="block">
              {t.rich("discardedHint", {
                credits: () => <Credits value={total.discardedCredits[type] ?? "0"} />,
                type: () => <CreditType creditType={type} />,
              })}
            </span>
          ))}
        >
          <span className="figures">{formatCount(total.discarded, locale)}</span>
        </Total>
      </dl>
    </section>
  );
}

function Total({ name, hint, children }: { name: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="bg-card px-4 py-3 max-lg:odd:last:col-span-2">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-xl font-semibold">
        {children}
        {hint ? <span className="block text-xs font-normal text-muted">{hint}</span> : null}
      </dd>
    </div>
  );
}
