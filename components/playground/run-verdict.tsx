import { useTranslations } from "next-intl";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { RunPlan } from "#lib/core/run-plan.ts";

/** May it run, what does it cost, what remains: the first thing to read. */
export function RunVerdict({ plan }: { plan: RunPlan }) {
  if (!plan.allowed) return <Refused plan={plan} />;
  return plan.missing.length > 0 ? <Covered plan={plan} /> : <Allowed plan={plan} />;
}

function Allowed({ plan }: { plan: RunPlan }) {
  const t = useTranslations("playground.estimate");
  const costs = Object.entries(plan.spends).filter(([, amount]) => amount !== "0");
  if (costs.length === 0) return <Notice tone="good" title={t("costsNothing")} live />;
  return costs.map(([type, amount]) => (
    <Notice
      key={type}
      tone="good"
      live
      title={t.rich("costs", { credits: () => <CreditAmount value={amount} creditType={type} /> })}
    >
      {t.rich("remain", { credits: () => <Credits value={plan.remaining[type] ?? "0"} /> })}
    </Notice>
  ));
}

/** An import that stops where the credits end. */
function Covered({ plan }: { plan: RunPlan }) {
  const t = useTranslations("playground.estimate");
  const [type = "", spent = "0"] = Object.entries(plan.spends)[0] ?? [];
  return (
    <Notice
      tone="warn"
      live
      title={t.rich("covers", {
        covered: () => <Credits value={plan.coveredQuantity ?? "0"} />,
        quantity: () => <Credits value={plan.lines[0]?.quantity ?? "0"} />,
      })}
    >
      {t.rich("coversText", {
        credits: () => <Credits value={spent} />,
        remaining: () => <Credits value={plan.remaining[type] ?? "0"} />,
      })}
    </Notice>
  );
}

function Refused({ plan }: { plan: RunPlan }) {
  const t = useTranslations("playground.estimate");
  if (plan.reason === "workspace_paused") {
    return (
      <Notice tone="bad" title={t("paused")} live>
        {t("pausedText")}
      </Notice>
    );
  }
  if (plan.missing.length === 0) return <Notice tone="bad" title={t("refused")} live />;
  return plan.missing.map(({ creditType, shortfall }) => (
    <Notice
      key={creditType}
      tone="bad"
      live
      title={t.rich("short", { credits: () => <CreditAmount value={shortfall} creditType={creditType} /> })}
    >
      {t.rich("shortText", {
        required: () => <Credits value={plan.required[creditType] ?? "0"} />,
        available: () => <Credits value={plan.available[creditType] ?? "0"} />,
      })}
    </Notice>
  ));
}
