import { useLocale, useTranslations } from "next-intl";
import type { FormEventHandler } from "react";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatDay } from "#components/credits/format-instant.ts";
import { Instant } from "#components/credits/instant.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { PromoPlan } from "#lib/core/promo.ts";

export interface PromoPreviewProps {
  plan: PromoPlan;
  pending: boolean;
  onConfirm: FormEventHandler<HTMLFormElement>;
}

/** One sentence with everything that the grant changes, and the button that makes it so. */
export function PromoPreview({ plan, pending, onConfirm }: PromoPreviewProps) {
  const t = useTranslations("admin.grant");
  return (
    <Card title={t("previewTitle")}>
      <div role="status">
        <p className="text-lg">
          <Sentence plan={plan} />
        </p>
        {plan.expiresAt ? (
          <p className="mt-1 text-sm text-muted">
            {t.rich("expiresAt", { at: () => <ExpiresAt plan={plan} /> })}
          </p>
        ) : null}
        <p className="mt-1 text-sm text-muted">{t("asOf")}</p>
      </div>
      <form onSubmit={onConfirm} className="mt-4">
        <input type="hidden" name="workspace" value={plan.workspaceId} />
        <input type="hidden" name="key" value={plan.key} />
        {Object.entries(plan.form).map(([field, value]) => (
          <input key={field} type="hidden" name={field} value={value} />
        ))}
        <Button type="submit" variant="primary" pending={pending}>
          <span>{t.rich("confirm", { amount: () => <Credits value={plan.amount} /> })}</span>
        </Button>
      </form>
    </Card>
  );
}

function Sentence({ plan }: { plan: PromoPlan }) {
  const t = useTranslations("admin.grant");
  const locale = useLocale();
  const facts = {
    workspace: plan.workspaceName,
    expiry: plan.validThrough ? t("expires", { day: formatDay(plan.validThrough, locale) }) : t("never"),
  };
  const { effectiveAt, timeZone, creditType, amount, before, after } = plan;
  if (effectiveAt === null) {
    return t.rich("sentence", {
      ...facts,
      before: () => <Credits value={before} className="font-semibold" />,
      after: () => <CreditAmount value={after} creditType={creditType} className="font-semibold" />,
    });
  }
  return t.rich("sentenceLater", {
    ...facts,
    before: () => <CreditAmount value={before} creditType={creditType} className="font-semibold" />,
    amount: () => <Credits value={amount} className="font-semibold" />,
    start: () => <Instant at={effectiveAt} zone={timeZone} show="date" />,
  });
}

function ExpiresAt({ plan }: { plan: PromoPlan }) {
  return plan.expiresAt ? <Instant at={plan.expiresAt} zone={plan.timeZone} /> : null;
}
