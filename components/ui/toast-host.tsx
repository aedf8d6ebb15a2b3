"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { currentToasts, dismissToast, subscribeToToasts, type Toast, type ToastTone } from "./toast.ts";

const VISIBLE_MS = 6000;
const NONE: readonly Toast[] = [];
const tones: Record<ToastTone, string> = {
  info: "border-l-action",
  good: "border-l-good",
  bad: "border-l-bad",
};

/** Stands once, in the root layout, and is there before the first toast, so that screen readers hear it. */
export function ToastHost() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts, () => NONE);
  return (
    <output className="pointer-events-none fixed inset-x-4 bottom-28 z-50 flex flex-col items-end gap-2 lg:bottom-4">
      {toasts.map((one) => (
        <ToastLine key={one.id} toast={one} />
      ))}
    </output>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const t = useTranslations("ui");
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), VISIBLE_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  return (
    <span
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      className={clsx(
        "pointer-events-auto flex max-w-md items-center gap-3 rounded-md border border-l-4 border-control bg-card py-2 pr-2 pl-4",
        tones[toast.tone],
      )}
    >
      {toast.text}
      <button
        type="button"
        aria-label={t("dismiss")}
        onClick={() => dismissToast(toast.id)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
        className="flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:text-text pointer-coarse:size-11"
      >
        <X aria-hidden="true" size={16} />
      </button>
    </span>
  );
}
