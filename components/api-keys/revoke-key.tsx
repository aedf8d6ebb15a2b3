"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextAreaField } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toast.ts";
import type { RevokeKeyAction, RevokeRefused } from "./key-actions.ts";

export interface RevokeKeyProps {
  workspaceId: string | null;
  apiKey: { id: string; name: string; lastFour: string };
  /** Owners act for themselves; admins say why. */
  asksReason: boolean;
  revoke: RevokeKeyAction;
}

/** Says what will happen before it does, and leaves the page with the key as it is then. */
export function RevokeKey({ workspaceId, apiKey, asksReason, revoke }: RevokeKeyProps) {
  const t = useTranslations("api-keys.revoke");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState<RevokeRefused | null>(null);
  const [pending, startTransition] = useTransition();
  const { name, lastFour } = apiKey;
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(async () => {
      const answer = await revoke(form);
      setRefused(answer.ok ? null : answer);
      if (!answer.ok) return;
      setOpen(false);
      toast(t("done", { name }), "good");
      router.refresh();
    });
  };
  return (
    <>
      <Button
        size="sm"
        aria-haspopup="dialog"
        aria-label={t("buttonLabel", { name })}
        onClick={() => setOpen(true)}
      >
        {t("button")}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("title", { name })}>
        <form onSubmit={send} className="flex flex-col gap-4">
          <p className="text-muted">
            {t.rich("text", { lastFour, key: (text) => <code className="font-mono text-text">{text}</code> })}
          </p>
          {workspaceId === null ? null : <input type="hidden" name="workspace" value={workspaceId} />}
          <input type="hidden" name="id" value={apiKey.id} />
          {asksReason ? (
            <TextAreaField
              name="reason"
              label={t("reason")}
              error={refused?.code === "reason_required" ? t("reasonMissing") : undefined}
              maxLength={500}
            />
          ) : null}
          {refused && refused.code !== "reason_required" ? <Refused refused={refused} /> : null}
          <Button type="submit" variant="danger" pending={pending}>
            {t("confirm")}
          </Button>
        </form>
      </Dialog>
    </>
  );
}

function Refused({ refused: { message, requestId } }: { refused: RevokeRefused }) {
  const t = useTranslations("api-keys");
  return <Notice tone="bad" live title={t("failed", { message, requestId })} />;
}
