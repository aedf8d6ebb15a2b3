"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { FieldFault, RunField, RunKind } from "#lib/core/run-form.ts";
import type { RunOptions } from "#lib/queries/playground.ts";
import { advance, type Board, EMPTY_BOARD, type PlanAction, type StartAction, type Step } from "./board.ts";
import { RunEstimate } from "./run-estimate.tsx";
import { RunFields } from "./run-fields.tsx";

export interface RunPlannerProps {
  workspaceId: string;
  zone: string;
  kind: RunKind;
  options: RunOptions;
  canBuy: boolean;
  plan: PlanAction;
  start: StartAction;
}

/** The form on one side, what it would cost on the other; nothing starts before it has been seen. */
export function RunPlanner({ workspaceId, zone, kind, options, canBuy, plan, start }: RunPlannerProps) {
  const t = useTranslations("playground");
  const [hasChanged, setHasChanged] = useState(false);
  const router = useRouter();
  const estimate = useRef<HTMLDivElement>(null);
  const [board, take, pending] = useActionState(async (before: Board, step: Step) => {
    const after = await advance(before, step, { plan, start });
    if (after.started) router.refresh();
    return after;
  }, EMPTY_BOARD);
  // On a phone the estimate is below the form: what was asked for comes into view.
  useEffect(() => {
    if (board.plan) estimate.current?.scrollIntoView({ block: "nearest" });
  }, [board]);
  // Sent by hand, because a form's own action empties the fields, and the next estimate begins from them.
  const send = (step: Step["kind"]) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (step === "plan") setHasChanged(false);
    startTransition(() => take({ kind: step, form }));
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <Card title={t("form.title")}>
        <form
          onSubmit={send("plan")}
          onChange={() => setHasChanged(true)}
          className="flex flex-col gap-4"
          noValidate
        >
          <input type="hidden" name="workspace" value={workspaceId} />
          <input type="hidden" name="kind" value={kind} />
          <RunFields kind={kind} options={options} faults={faultsOf(board)} />
          <Button type="submit" variant={board.plan ? "secondary" : "primary"} pending={pending}>
            {t("form.estimate")}
          </Button>
        </form>
      </Card>
      <div ref={estimate} className="min-w-0 scroll-mb-40 scroll-mt-4">
        <RunEstimate
          workspaceId={workspaceId}
          zone={zone}
          board={board}
          hasChanged={hasChanged}
          pending={pending}
          canBuy={canBuy}
          onStart={send("start")}
        />
      </div>
    </div>
  );
}

function faultsOf({ refused }: Board): ReadonlyMap<RunField, FieldFault> {
  const problems = refused?.error?.code === "invalid_fields" ? refused.error.problems : [];
  return new Map(problems.map(({ field, fault }) => [field, fault]));
}
