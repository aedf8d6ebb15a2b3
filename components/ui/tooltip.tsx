"use client";

import { type ReactNode, useId, useRef } from "react";

export interface TooltipProps {
  /** A few words that explain the children. Nothing may be said only here. */
  text: string;
  children: ReactNode;
}

/** Shows on hover and on focus, goes with Escape, and stays while the pointer is on it. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const bubble = useRef<HTMLSpanElement>(null);
  const anchor = `--${id.replaceAll(/[^\w-]/g, "")}`;
  const show = () => bubble.current?.matches(":popover-open") || bubble.current?.showPopover();
  const hide = () => bubble.current?.matches(":popover-open") && bubble.current.hidePopover();
  return (
    <span onPointerEnter={show} onPointerLeave={hide}>
      <button
        type="button"
        aria-describedby={id}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => event.key === "Escape" && hide()}
        className="min-h-6 cursor-help rounded-sm text-left underline decoration-control decoration-dotted underline-offset-4"
        style={{ anchorName: anchor }}
      >
        {children}
      </button>
      <span
        id={id}
        ref={bubble}
        role="tooltip"
        popover="manual"
        data-side="top"
        style={{ positionAnchor: anchor }}
        className="max-w-64 rounded-md border border-control bg-card px-3 py-2 text-sm text-text"
      >
        {text}
      </span>
    </span>
  );
}
