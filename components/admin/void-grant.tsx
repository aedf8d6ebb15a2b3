"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useState } from "react";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { Credits } from "#components/credits/credits.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextAreaField } from "#components/ui/textarea.tsx";
import type { AdminLot } from "#lib/queries/admin-workspace.ts";

/** What came of a void: what was taken back, or why nothing was. */
export type VoidAnswer =
  | { ok: true; value: { revoked: string } }
  | { ok: false; code: string; message: string; requestId: string };
export type VoidAction = (form: FormData) => Promise<VoidAnswer>;

export interface VoidGrantProps {
  workspaceId: string;
  lot: Pick<AdminLot, "id" | "creditType" | "remaining">;
  voidKey: string;
  voidGrant: VoidAction;
}

export function VoidGrant({ workspaceId, lot, voidKey, voidGrant }: VoidGrantProps) {
  const t = useTranslations("admin.void");
  const locale = useLocale();
  const type = useCreditTypeName()(lot.creditType);
  const [open, setOpen] = useState(false);
  const [answer, take, pending] = useActionState(
    (_before: VoidAnswer | null, form: FormData) => voidGrant(form),
    null,
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => take(form));
  };
  return (
    <>
      <Button
        size="sm"
        aria-haspopup="dialog"
        aria-label={t("buttonLabel", { credits: formatCredits(lot.remaining, locale), type })}
        onClick={() => setOpen(true)}
      >
        {t("button")}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("title")}>
        <form onSubmit={send} className="flex flex-col gap-4">
          <p className="text-muted">
            {t.rich("text", {
              credits: () => (
                <CreditAmount value={lot.remaining} creditType={lot.creditType} className="text-text" />
              ),
            })}
          </p>
          <input type="hidden" name="workspace" value={workspaceId} />
          <input type="hidden" name="grant" value={lot.id} />
          <input type="hidden" name="key" value={voidKey} />
          <TextAreaField
            name="reason"
            label={t("reason")}
            hint={t("reasonHint")}
            error={answer?.ok === false && answer.code === "reason_required" ? t("reasonMissing") : undefined}
            maxLength={500}
          />
          <VoidOutcome answer={answer} />
          <Button type="submit" variant="danger" pending={pending} disabled={answer?.ok}>
            {t.rich("confirm", { credits: () => <Credits value={lot.remaining} /> })}
          </Button>
        </form>
      </Dialog>
    </>
  );
}

function VoidOutcome({ answer }: { answer: VoidAnswer | null }) {
  const t = useTranslations("admin");
  if (!answer || (!answer.ok && answer.code === "reason_required")) return null;
  if (answer.ok) {
    const { revoked } = answer.value;
    return (
      <Notice tone="good" live title={t.rich("void.done", { credits: () => <Credits value={revoked} /> })} />
    );
  }
  const text =
    answer.code === "grant_ended"
      ? t("void.ended")
      : t("failed", { message: answer.message, requestId: answer.requestId });
  return <Notice tone="bad" live title={text} />;
}
