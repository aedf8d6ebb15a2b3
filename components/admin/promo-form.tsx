"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useState } from "react";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { TextField } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextAreaField } from "#components/ui/textarea.tsx";
import type { PromoField } from "#lib/core/promo.ts";
import {
  advancePromo,
  EMPTY_PROMO,
  type GrantPromoAction,
  type PlanPromoAction,
  type PromoBoard,
  type PromoStep,
} from "./promo-board.ts";
import { PromoGrantedNotice } from "./promo-granted.tsx";
import { PromoPreview } from "./promo-preview.tsx";

export interface PromoFormProps {
  workspace: { id: string; name: string; timeZone: string };
  creditTypes: readonly string[];
  plan: PlanPromoAction;
  grant: GrantPromoAction;
}

/** Fill in, read what it would do, confirm. A change of the form takes the preview away again. */
export function PromoForm({ workspace, creditTypes, plan, grant }: PromoFormProps) {
  const t = useTranslations("admin");
  const [hasChanged, setHasChanged] = useState(false);
  const [board, take, pending] = useActionState(
    (before: PromoBoard, step: PromoStep) => advancePromo(before, step, { plan, grant }),
    EMPTY_PROMO,
  );
  const send = (kind: PromoStep["kind"]) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (kind === "plan") setHasChanged(false);
    startTransition(() => take({ kind, form }));
  };
  if (board.granted) return <PromoGrantedNotice workspace={workspace} granted={board.granted} />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title={workspace.name}>
        <form
          onSubmit={send("plan")}
          onChange={() => setHasChanged(true)}
          className="flex flex-col gap-4"
          noValidate
        >
          <input type="hidden" name="workspace" value={workspace.id} />
          <PromoFields board={board} creditTypes={creditTypes} zone={workspace.timeZone} />
          <Button type="submit" variant={board.plan ? "secondary" : "primary"} pending={pending}>
            {t("grant.preview")}
          </Button>
        </form>
      </Card>
      <div className="flex flex-col gap-4">
        <PromoRefusalNotice board={board} />
        {board.plan && !hasChanged ? (
          <PromoPreview plan={board.plan} pending={pending} onConfirm={send("grant")} />
        ) : null}
      </div>
    </div>
  );
}

interface FieldsProps {
  board: PromoBoard;
  creditTypes: readonly string[];
  zone: string;
}

function PromoFields({ board, creditTypes, zone }: FieldsProps) {
  const t = useTranslations("admin.grant");
  const name = useCreditTypeName();
  const error = useFaultText(board);
  return (
    <>
      <SelectField
        name="creditType"
        label={t("fields.creditType")}
        error={error("creditType")}
        options={creditTypes.map((type) => ({ value: type, label: name(type) }))}
      />
      <TextField
        name="amount"
        label={t("fields.amount")}
        hint={t("hints.amount")}
        error={error("amount")}
        inputMode="decimal"
        autoComplete="off"
        maxLength={40}
      />
      <TextField
        name="startsOn"
        type="date"
        label={t("fields.startsOn")}
        hint={t("hints.startsOn", { zone })}
        error={error("startsOn")}
      />
      <TextField
        name="validThrough"
        type="date"
        label={t("fields.validThrough")}
        hint={t("hints.validThrough", { zone })}
        error={error("validThrough")}
      />
      <TextAreaField
        name="reason"
        label={t("fields.reason")}
        hint={t("hints.reason")}
        error={error("reason")}
        maxLength={500}
      />
    </>
  );
}

function useFaultText({ refused }: PromoBoard): (field: PromoField) => string | undefined {
  const t = useTranslations("admin.grant.faults");
  const problems = refused?.error?.code === "invalid_fields" ? refused.error.problems : [];
  return (field) => {
    const found = problems.find((problem) => problem.field === field);
    return found && t(found.fault);
  };
}

/** What was refused as a whole; a wrong field says so itself. */
function PromoRefusalNotice({ board: { refused } }: { board: PromoBoard }) {
  const t = useTranslations("admin");
  if (!refused || refused.error?.code === "invalid_fields") return null;
  const { message, requestId } = refused;
  return (
    <Notice tone="bad" live>
      {refused.code === "idempotency_mismatch" ? t("grant.mismatch") : t("failed", { message, requestId })}
    </Notice>
  );
}
