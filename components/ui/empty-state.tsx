import type { ReactNode } from "react";

export interface EmptyStateProps {
  title: ReactNode;
  /** What will appear here, and when. */
  children: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-1 px-4 py-8 sm:items-center sm:text-center">
      <p className="font-medium">{title}</p>
      <div className="max-w-prose text-muted">{children}</div>
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
