"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

export interface CopyTextProps {
  /** Names what is shown. */
  title: string;
  text: string;
  /** On the button. */
  label: string;
}

type Outcome = "copied" | "notCopied" | null;

/** A text to take along: one press copies it, one press on the text itself selects it. */
export function CopyText({ title, text, label }: CopyTextProps) {
  const t = useTranslations("api-keys.secret");
  const [outcome, setOutcome] = useState<Outcome>(null);
  const copy = () => {
    // Not there at all where the address is neither https nor local.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("No clipboard"));
    written.then(
      () => setOutcome("copied"),
      () => setOutcome("notCopied"),
    );
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-sm font-medium">{title}</p>
      <pre className="rounded-md border border-hairline bg-bg px-3 py-2 font-mono text-sm break-all whitespace-pre-wrap select-all">
        {text}
      </pre>
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" onClick={copy}>
          {outcome === "copied" ? (
            <Check aria-hidden="true" size={14} className="text-good" />
          ) : (
            <Copy aria-hidden="true" size={14} />
          )}
          {label}
        </Button>
        <output className="text-sm text-muted">{outcome ? t(outcome) : null}</output>
      </div>
    </div>
  );
}
