"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ErrorCard } from "#components/ui/error-card.tsx";

interface ErrorProps {
  error: unknown;
  retry: () => void;
}

/** A screen that failed, inside the shell: balance and navigation stay. */
export default function ScreenError({ error, retry }: ErrorProps) {
  const t = useTranslations("errors");
  return (
    <Card flush>
      <ErrorCard
        title={t("unexpected.title")}
        reference={digestOf(error)}
        action={<Button onClick={() => retry()}>{t("retry")}</Button>}
      >
        {t("unexpected.text")}
      </ErrorCard>
    </Card>
  );
}

/** Next's name for the error, also in the log line. */
function digestOf(error: unknown): string | undefined {
  const isNamed = error instanceof Error && "digest" in error && typeof error.digest === "string";
  return isNamed ? String(error.digest) : undefined;
}
