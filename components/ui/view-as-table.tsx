"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** The numbers behind a picture, one press away; drawn when first asked for. `note` stands beside the switch. */
export function ViewAsTable({ note, children }: { note?: ReactNode; children: ReactNode }) {
  const t = useTranslations("ui");
  const details = useRef<HTMLDetailsElement>(null);
  const [asked, setAsked] = useState(false);

  // It may have been opened before this script ran.
  useEffect(() => setAsked(details.current?.open === true), []);

  return (
    <details
      ref={details}
      onToggle={(event) => event.currentTarget.open && setAsked(true)}
      className="text-xs"
    >
      <summary className="flex min-h-6 list-none items-center justify-between gap-4 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <span className="text-action underline decoration-action/40 underline-offset-2">
          {t("viewAsTable")}
        </span>
        {note ? <span className="text-muted">{note}</span> : null}
      </summary>
      <div className="mt-2 overflow-hidden rounded-md border border-hairline">{asked ? children : null}</div>
    </details>
  );
}
