"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { formatCredits } from "#components/credits/format-credits.ts";
import type { BalanceDto } from "#lib/queries/balance.ts";
import { useLiveBalance } from "./use-live-balance.ts";

const SETTLED_MS = 3000;

/** Says a changed balance once, when it has come to rest: a run that debits every second must not talk over the reader. */
export function BalanceAnnouncer({ rendered }: { rendered: BalanceDto }) {
  const t = useTranslations("shell");
  const locale = useLocale();
  const nameOf = useCreditTypeName();
  const { balance } = useLiveBalance(rendered);
  const text = balance.types
    .map(({ creditType, available }) =>
      t("balance.announcement", {
        type: nameOf(creditType),
        available: formatCredits(available, locale),
      }),
    )
    .join(" ");
  const [first] = useState(text);
  const [announced, setAnnounced] = useState(text);

  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <p aria-live="polite" className="sr-only">
      {announced === first ? "" : announced}
    </p>
  );
}
