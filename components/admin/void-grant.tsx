"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { CreditAmount } from "#components/credits/credit-amount.tsx";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextAreaField } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toast.ts";
import type { AdminLot } from "#lib/queries/admin-workspace.ts";

type VoidRefused = { ok: false; code: string; message: string; requestId: string };
export type VoidAction = (form: FormData) => Promise<{ ok: true; value: { revoked: string } } | VoidRefused>;

export interface VoidGrantProps {
  workspaceId: string;
  lot: Pick<AdminLot, "id" | "creditType" | "remaining">;
  voidKey: string;
  voidGrant: VoidAction;
}

/** Asks for the reason, says what is taken back, and leaves the page with the grant as it is then. */
export function VoidGrant({ workspaceId, lot, voidKey, voidGrant }: VoidGrantProps) {
  const t = useTranslations("admin.void");
  const locale = useLocale();
  const router = useRouter();
  const type = useCreditTypeName()(lot.creditType);
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState<VoidRefused | null>(null);
  const [pending, startTransition] = useTransition();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(async () => {
      const answer = await voidGrant(form);
      setRefused(answer.ok ? null : answer);
      if (!answer.ok) return;
      setOpen(false);
      toast(t("done", { credits: formatCredits(answer.value.revoked, locale) }), "good");
      router.refresh();
    });
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
            error={refused?.code === "reason_required" ? t("reasonMissing") : undefined}
            maxLength={500}
          />
          {refused && refused.code !== "reason_required" ? <Refused refused={refused} /> : null}
          <Button type="submit" variant="danger" pending={pending}>
            {t("confirm", { credits: formatCredits(lot.remaining, locale) })}
          </Button>
        </form>
      </Dialog>
    </>
  );
}

function Refused({ refused: { code, message, requestId } }: { refused: VoidRefused }) {
  const t = useTranslations("admin");
  return (
    <Notice
      tone="bad"
      live
      title={code === "grant_ended" ? t("void.ended") : t("failed", { message, requestId })}
    />
  );
}
