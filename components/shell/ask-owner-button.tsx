"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";

/** What became of asking; `code` names a sentence of the catalogue. */
export type AskOutcome = { code: "sent"; owners: number } | { code: "tooSoon" | "noOwner" | "failed" };

export interface AskOwnerButtonProps {
  ask: () => Promise<AskOutcome>;
}

/** For those who may not buy: instead of a dead button, a mail to those who may. */
export function AskOwnerButton({ ask }: AskOwnerButtonProps) {
  const t = useTranslations("shell.ask");
  const [outcome, act, pending] = useActionState<AskOutcome | null>(() => ask(), null);
  return (
    <form action={act} className="flex min-w-0 items-center gap-3">
      <p role="status" className="min-w-0 text-sm text-muted max-lg:sr-only">
        {outcome === null
          ? ""
          : outcome.code === "sent"
            ? t("sent", { owners: outcome.owners })
            : t(outcome.code)}
      </p>
      <Button type="submit" pending={pending} disabled={outcome?.code === "sent"}>
        {pending ? t("sending") : t("button")}
      </Button>
    </form>
  );
}
