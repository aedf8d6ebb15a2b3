import { clsx } from "clsx";
import { useTranslations } from "next-intl";

/** The hue of a credit type, for bars and dots. A type beyond the two built-in ones is drawn in text colour. */
export function creditTypeHue(creditType: string): "bg-ai" | "bg-automation" | "bg-text" {
  if (creditType === "ai") return "bg-ai";
  return creditType === "automation" ? "bg-automation" : "bg-text";
}

/** "AI credits"; an unknown type goes by its own id. */
export function useCreditTypeName(): (creditType: string) => string {
  const t = useTranslations("credits");
  return (creditType) => {
    if (creditType === "ai" || creditType === "automation") return t(`types.${creditType}`);
    return t("types.other", { creditType });
  };
}

export interface CreditTypeProps {
  creditType: string;
  /** "AI" instead of "AI credits". */
  short?: boolean;
  className?: string;
}

/** A dot in the type's hue and its name: colour never stands alone. */
export function CreditType({ creditType, short = false, className }: CreditTypeProps) {
  const t = useTranslations("credits");
  const name = useCreditTypeName();
  const isBuiltIn = creditType === "ai" || creditType === "automation";
  return (
    <span className={clsx("inline-flex items-baseline gap-2 whitespace-nowrap", className)}>
      <span
        aria-hidden="true"
        className={clsx("size-2 shrink-0 self-center rounded-full", creditTypeHue(creditType))}
      />
      {short && isBuiltIn ? t(`short.${creditType}`) : name(creditType)}
    </span>
  );
}
