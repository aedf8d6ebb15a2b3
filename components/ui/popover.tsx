"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

export interface PopoverProps {
  /** What the button shows. */
  trigger: ReactNode;
  /** Accessible name of the button when its content is not words. */
  triggerLabel?: string;
  triggerClass: string;
  /** Names the panel. */
  label: string;
  side?: "bottom-start" | "bottom-end" | "top-start" | "top-end" | "top";
  children: ReactNode;
  className?: string;
}

/**
 * A panel that hangs on its button. Client code for its id alone: ids made on the server begin anew with every navigation
 * and would meet those of the layout, which stays. The browser opens and closes it (Escape, a press outside, focus back to the
 * button), so it works before any script has loaded.
 */
export function Popover({
  trigger,
  triggerLabel,
  triggerClass,
  label,
  side = "bottom-start",
  children,
  className,
}: PopoverProps) {
  const id = useId();
  const anchor = `--${id.replaceAll(/[^\w-]/g, "")}`;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={triggerLabel}
        className={triggerClass}
        style={{ anchorName: anchor }}
      >
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        data-side={side}
        style={{ positionAnchor: anchor }}
        className={clsx(
          "max-h-[80dvh] max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-control bg-card text-text",
          className,
        )}
      >
        {children}
      </div>
    </>
  );
}
