"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "./button.tsx";

/** Asks the server for the page again; what is open or typed elsewhere on it stays. */
export function RetryButton() {
  const t = useTranslations("ui");
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  return (
    <Button size="sm" pending={pending} onClick={() => startTransition(() => router.refresh())}>
      {t("retry")}
    </Button>
  );
}
