"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { CopyText } from "./copy-text.tsx";

export interface KeySecretProps {
  secret: string;
  /** A call that works with the key at once. */
  exampleUrl: string;
  onDone: () => void;
}

/** The one time that a key is seen whole. */
export function KeySecret({ secret, exampleUrl, onDone }: KeySecretProps) {
  const t = useTranslations("api-keys.secret");
  const command = `curl ${exampleUrl} \\\n  -H "Authorization: Bearer ${secret}"`;
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" live title={t("once")} />
      <CopyText title={t("key")} text={secret} label={t("copyKey")} />
      <CopyText title={t("example")} text={command} label={t("copyExample")} />
      <Button variant="primary" onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
