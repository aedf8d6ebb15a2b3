"use client";

import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";

export interface UrlFiltersProps {
  /** Names the group: "Filters". */
  label: string;
  /** The page's address: without a script the form asks it for what was chosen. */
  action: string;
  /** What the button says that is only there without a script. */
  applyLabel: string;
  children: ReactNode;
  className?: string;
}

/** Controls whose state is the address, so that it survives reload, back and sharing. */
export function UrlFilters({ label, action, applyLabel, children, className }: UrlFiltersProps) {
  return (
    <NuqsAdapter>
      <search aria-label={label}>
        <form action={action} className={className} onSubmit={(event) => event.preventDefault()}>
          {children}
          <noscript>
            <button type="submit">{applyLabel}</button>
          </noscript>
        </form>
      </search>
    </NuqsAdapter>
  );
}
