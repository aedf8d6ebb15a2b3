"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { CreatedKey, CreateKeyAction, CreateRefused } from "./key-actions.ts";
import { KeyFields } from "./key-fields.tsx";
import { KeySecret } from "./key-secret.tsx";

export interface CreateKeyProps {
  /** Null for the platform: its keys have every scope, and a reason. */
  workspaceId: string | null;
  exampleUrl: string;
  create: CreateKeyAction;
}

/** Asks what the key is for, then shows it, once. Closing the dialog forgets it. */
export function CreateKey({ workspaceId, exampleUrl, create }: CreateKeyProps) {
  const t = useTranslations("api-keys");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [refused, setRefused] = useState<CreateRefused | null>(null);
  const [pending, startTransition] = useTransition();
  const close = () => {
    setOpen(false);
    setCreated(null);
    setRefused(null);
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(async () => {
      const answer = await create(form);
      setRefused(answer.ok ? null : answer);
      if (!answer.ok) return;
      setCreated(answer.value);
      router.refresh();
    });
  };
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t("create.button")}
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title={created ? t("secret.title", { name: created.name }) : t("create.title")}
      >
        {created ? (
          <KeySecret secret={created.secret} exampleUrl={exampleUrl} onDone={close} />
        ) : (
          <form onSubmit={send} className="flex flex-col gap-4" noValidate>
            <KeyFields workspaceId={workspaceId} refused={refused} />
            <Button type="submit" variant="primary" pending={pending}>
              {t("create.submit")}
            </Button>
          </form>
        )}
      </Dialog>
    </>
  );
}
