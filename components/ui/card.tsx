"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

export interface CardProps {
  title?: ReactNode;
  /** Shown beside the title: a link, a switch, a unit. */
  action?: ReactNode;
  /** Heading rank of the title, so that a page's outline has no gaps. */
  level?: 2 | 3;
  children: ReactNode;
  className?: string;
  /** Without padding around the children: for tables that run to the border. */
  flush?: boolean;
}

/** Client code for the id of its heading: one made on the server would meet the layout's after a navigation. */
export function Card({ title, action, level = 2, children, className, flush = false }: CardProps) {
  const titleId = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      aria-labelledby={title ? titleId : undefined}
      className={clsx("min-w-0 rounded-lg border border-hairline bg-card", className)}
    >
      {title || action ? (
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1">
          {title ? (
            <Heading id={titleId} className="text-lg font-semibold">
              {title}
            </Heading>
          ) : null}
          {action}
        </div>
      ) : null}
      <div className={flush ? undefined : clsx("px-4 pb-4", title || action ? "pt-1" : "pt-4")}>
        {children}
      </div>
    </section>
  );
}
