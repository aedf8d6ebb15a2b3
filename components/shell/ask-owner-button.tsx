"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";

/** What became of asking; `code` names a sentence of the catalogue. */
export type AskOutcome = { code: "sent"; owners: number } | { code: "tooSoon" | "noOwner" | "failed" };

export interface AskOwnerButtonProps {
  ask: () => Promise<AskOutcome>;
}

/** For those who may not buy: instead of a dead button, a mail to those who may. */
export function AskOwnerButton({ ask }: AskOwnerButtonProps) {
  const t = useTranslations("shell.ask");
  const [asked, setAsked] = useState(false);
  const [pending, startTransition] = useTransition();
  const onClick = () =>
    startTransition(async () => {
      const outcome = await ask();
      setAsked(outcome.code === "sent" || outcome.code === "tooSoon");
      if (outcome.code === "sent") toast(t("sent", { owners: outcome.owners }), "good");
      else toast(t(outcome.code), outcome.code === "tooSoon" ? "info" : "bad");
    });
  return (
    <Button onClick={onClick} pending={pending} disabled={asked} className="shrink-0">
      {asked
        ? t("asked")
        : t.rich("button", { rest: (words) => <span className="max-sm:sr-only">{words}</span> })}
    </Button>
  );
}
