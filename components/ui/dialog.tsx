"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef } from "react";

export interface DialogProps {
  open: boolean;
  /** Called on Escape, on the close button and on a press outside. */
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  className?: string;
}

/** The browser's own modal dialog: it holds the focus, makes the page behind it inert and gives the focus back. */
export function Dialog({ open, onClose, title, children, className }: DialogProps) {
  const t = useTranslations("ui");
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);

  useEffect(() => {
    const element = dialog.current;
    const closeOnBackdrop = (event: MouseEvent) => event.target === element && element?.close();
    element?.addEventListener("click", closeOnBackdrop);
    return () => element?.removeEventListener("click", closeOnBackdrop);
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      className={clsx(
        "m-auto max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] rounded-lg border border-control bg-card p-0 text-text",
        className ?? "max-w-lg",
      )}
    >
      <div className="p-6">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 id={titleId} className="text-xl font-semibold">
            {title}
          </h2>
          <button
            type="button"
            onClick={onClose}
            aria-label={t("close")}
            className="-mt-1 -mr-2 flex size-9 items-center justify-center rounded-md text-muted hover:text-text pointer-coarse:size-11"
          >
            <X aria-hidden="true" size={20} />
          </button>
        </div>
        {open ? children : null}
      </div>
    </dialog>
  );
}
