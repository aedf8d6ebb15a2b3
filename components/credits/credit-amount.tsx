import { useTranslations } from "next-intl";
import { Credits } from "./credits.tsx";

export interface CreditAmountProps {
  value: string;
  creditType: string;
  /** For the figure alone. */
  className?: string;
}

/** "60 automation credits", as it reads inside a sentence. */
export function CreditAmount({ value, creditType, className }: CreditAmountProps) {
  const t = useTranslations("credits.amount");
  const key = creditType === "ai" || creditType === "automation" ? creditType : "other";
  return t.rich(key, {
    creditType,
    count: value === "1" ? 1 : 2,
    n: () => <Credits value={value} className={className} />,
  });
}
