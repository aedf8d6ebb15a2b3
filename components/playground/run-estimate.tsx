import { useTranslations } from "next-intl";
import type { FormEventHandler } from "react";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { RunPlan } from "#lib/core/run-plan.ts";
import type { Board, Refused } from "./board.ts";
import { RunLines } from "./run-lines.tsx";
import { RunMissing } from "./run-missing.tsx";
import { RunStart } from "./run-start.tsx";
import { RunStarted } from "./run-started.tsx";
import { RunVerdict } from "./run-verdict.tsx";
import { ScheduleMonth } from "./schedule-month.tsx";

export interface RunEstimateProps {
  workspaceId: string;
  zone: string;
  board: Board;
  /** The form is no longer the one that was estimated. */
  hasChanged: boolean;
  pending: boolean;
  canBuy: boolean;
  onStart: FormEventHandler<HTMLFormElement>;
}

export function RunEstimate(props: RunEstimateProps) {
  const { workspaceId, zone, board, hasChanged } = props;
  const t = useTranslations("playground.estimate");
  return (
    <div className="flex flex-col gap-4">
      {board.refused ? <Refusal refused={board.refused} /> : null}
      {board.started && board.plan ? (
        <RunStarted workspaceId={workspaceId} zone={zone} run={board.started} plan={board.plan} />
      ) : null}
      <Card title={t("title")}>
        {board.plan ? (
          <Planned {...props} plan={board.plan} />
        ) : (
          <EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>
        )}
        {board.plan && hasChanged ? <p className="mt-3 text-sm text-warn">{t("stale")}</p> : null}
      </Card>
    </div>
  );
}

type PlannedProps = RunEstimateProps & { plan: RunPlan };

function Planned({ workspaceId, board, plan, hasChanged, pending, canBuy, onStart }: PlannedProps) {
  const t = useTranslations("playground.estimate");
  const started = board.started !== null;
  return (
    <div className="flex flex-col gap-4">
      {started ? null : <RunVerdict plan={plan} />}
      {started ? null : <RunMissing workspaceId={workspaceId} missing={plan.missing} canBuy={canBuy} />}
      <RunLines plan={plan} />
      {plan.schedule ? (
        <ScheduleMonth workspaceId={workspaceId} schedule={plan.schedule} canBuy={canBuy} />
      ) : null}
      <p className="text-sm text-muted">{t("discarded")}</p>
      <RunStart
        workspaceId={workspaceId}
        plan={plan}
        started={started}
        hasChanged={hasChanged}
        pending={pending}
        onStart={onStart}
      />
    </div>
  );
}

/** What was refused as a whole; a wrong field says so itself. */
function Refusal({ refused }: { refused: Refused<NonNullable<Board["refused"]>["error"]> }) {
  const t = useTranslations("playground");
  const { error, message, requestId } = refused;
  if (error?.code === "invalid_fields") return null;
  if (error?.code === "refused") return <Notice tone="bad" title={t("refusal.changed")} live />;
  const text =
    error?.code === "unknown_feature"
      ? t("refusal.unknown_feature", { feature: error.feature })
      : error?.code === "idempotency_mismatch"
        ? t("refusal.idempotency_mismatch")
        : t("failed", { message, requestId });
  return (
    <Notice tone="bad" title={t("refusal.changed")} live>
      {text}
    </Notice>
  );
}
