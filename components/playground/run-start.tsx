import { useLocale, useTranslations } from "next-intl";
import { type FormEventHandler, useId } from "react";
import { formatCredits } from "#components/credits/format-credits.ts";
import { Button } from "#components/ui/button.tsx";
import type { RunPlan } from "#lib/core/run-plan.ts";

export interface RunStartProps {
  workspaceId: string;
  plan: RunPlan;
  started: boolean;
  hasChanged: boolean;
  pending: boolean;
  onStart: FormEventHandler<HTMLFormElement>;
}

/** Sends exactly what was estimated, under its own key: pressed twice, it starts once. Closed, it says why. */
export function RunStart({ workspaceId, plan, started, hasChanged, pending, onStart }: RunStartProps) {
  const t = useTranslations("playground.start");
  const reasonId = useId();
  const why = closedBecause({ plan, started, hasChanged });
  return (
    <form onSubmit={onStart} className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <input type="hidden" name="workspace" value={workspaceId} />
      <input type="hidden" name="runId" value={plan.runId} />
      {Object.entries(plan.form).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      <Button
        type="submit"
        variant="primary"
        pending={pending}
        disabled={why !== null}
        aria-describedby={why ? reasonId : undefined}
      >
        <StartLabel plan={plan} />
      </Button>
      {why ? (
        <p id={reasonId} className="text-sm text-muted">
          {t(why)}
        </p>
      ) : null}
    </form>
  );
}

function StartLabel({ plan }: { plan: RunPlan }) {
  const t = useTranslations("playground.start");
  const locale = useLocale();
  if (plan.schedule) return t("once");
  if (!plan.allowed || plan.missing.length === 0 || plan.coveredQuantity === null) return t("run");
  return t("part", { covered: formatCredits(plan.coveredQuantity, locale) });
}

type Closed = "whyDone" | "whyStale" | "whyShort" | "whyRefused";

function closedBecause({
  plan,
  started,
  hasChanged,
}: Pick<RunStartProps, "plan" | "started" | "hasChanged">): Closed | null {
  if (started) return "whyDone";
  if (hasChanged) return "whyStale";
  if (plan.allowed) return null;
  return plan.reason === "insufficient_credits" ? "whyShort" : "whyRefused";
}
