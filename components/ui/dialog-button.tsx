"use client";

import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import type { ButtonSize, ButtonVariant } from "./button-class.ts";
import { Dialog } from "./dialog.tsx";

export interface DialogButtonProps {
  label: ReactNode;
  title: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  children: ReactNode;
  className?: string;
}

/** A button and the dialog it opens. The children may come from the server. */
export function DialogButton({ label, title, variant, size, children, className }: DialogButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} size={size} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} className={className}>
        {children}
      </Dialog>
    </>
  );
}
