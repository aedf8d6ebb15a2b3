import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "md" | "sm";

const base =
  "inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none " +
  "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 pointer-coarse:min-h-11";

const variants: Record<ButtonVariant, string> = {
  primary: "border-action bg-action text-on-action hover:bg-action/90",
  secondary: "border-control bg-card text-text hover:bg-bg hover:border-text",
  quiet: "border-transparent bg-transparent text-text hover:bg-hairline/50",
  danger: "border-bad bg-bad text-on-bad hover:bg-bad/90",
};

const sizes: Record<ButtonSize, string> = { md: "h-9 px-4 text-base", sm: "h-7 px-2 text-sm" };

/** The look shared by buttons and links that act like one. `className` is for placement only. */
export function buttonClass(
  variant: ButtonVariant = "secondary",
  size: ButtonSize = "md",
  className?: string,
): string {
  return clsx(base, variants[variant], sizes[size], className);
}
