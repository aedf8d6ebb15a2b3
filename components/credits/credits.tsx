import { clsx } from "clsx";
import { useLocale } from "next-intl";
import { formatCredits, formatCreditsCompact } from "./format-credits.ts";
import { formatCreditsAbout } from "./format-credits-about.ts";

export interface CreditsProps {
  /** Decimal string, as every DTO has it. */
  value: string;
  /** Plus on credits in; a change rather than a level. */
  signed?: boolean;
  className?: string;
}

export function Credits({ value, signed = false, className }: CreditsProps) {
  const locale = useLocale();
  return <span className={clsx("figures", className)}>{formatCredits(value, locale, signed)}</span>;
}

/** For forecasts only: "about" belongs before it. */
export function CreditsAbout({ value }: { value: string }) {
  const locale = useLocale();
  return <span className="figures">{formatCreditsAbout(value, locale)}</span>;
}

/** For axes only: it rounds. */
export function CreditsCompact({ value }: { value: string }) {
  const locale = useLocale();
  return <span className="figures">{formatCreditsCompact(value, locale)}</span>;
}
