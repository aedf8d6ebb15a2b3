"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { EntryFrame } from "#components/entry/entry-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { BUSY_DIGEST } from "#lib/core/errors.ts";

type ErrorPageProps = { error: Error & { digest?: string }; retry: () => void };

const RETRY_MS = 3_000;

/** What failed, what is still true, a way to try again, and the reference under which the log has the details. */
export default function ErrorPage({ error: { digest }, retry }: ErrorPageProps) {
  const t = useTranslations("errors");
  const isBusy = digest === BUSY_DIGEST;
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(retry, RETRY_MS);
    return () => clearInterval(timer);
  }, [isBusy, retry]);
  const kind = isBusy ? "busy" : "unexpected";
  return (
    <EntryFrame title={t(`${kind}.title`)}>
      <p role="alert" className="text-muted">
        {t(`${kind}.text`)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          {t("retry")}
        </Button>
        <LinkButton href="/">{t("home")}</LinkButton>
      </div>
      {digest && !isBusy ? <p className="text-xs text-muted">{t("reference", { id: digest })}</p> : null}
    </EntryFrame>
  );
}
