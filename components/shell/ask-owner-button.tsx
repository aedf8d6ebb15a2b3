"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";

/** What became of asking. Codes other than these two are failures, which leave everything as it was. */
type AskOutcome = { ok: true; value: { owners: number } } | { ok: false; code: string };

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
      setAsked(outcome.ok || outcome.code === "too_soon");
      if (outcome.ok) toast(t("sent", { owners: outcome.value.owners }), "good");
      else if (outcome.code === "too_soon") toast(t("too_soon"));
      else toast(t(outcome.code === "no_owner" ? "no_owner" : "failed"), "bad");
    });
  return (
    <Button onClick={onClick} pending={pending} disabled={asked} className="shrink-0">
      <span>
        {asked
          ? t("asked")
          : t.rich("button", { rest: (words) => <span className="max-sm:sr-only">{words}</span> })}
      </span>
    </Button>
  );
}
