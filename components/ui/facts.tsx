import type { ReactNode } from "react";

/** Names and values side by side, in as many columns as fit. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-x-8 gap-y-4 sm:grid-cols-4">{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="break-words *:whitespace-normal">{children}</dd>
    </div>
  );
}
