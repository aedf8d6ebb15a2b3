import { useLocale } from "next-intl";
import { formatMoney } from "./format-money.ts";

export interface MoneyProps {
  amountMinor: bigint | number | string;
  /** ISO 4217 */
  currency: string;
}

export function Money({ amountMinor, currency }: MoneyProps) {
  const locale = useLocale();
  return <span className="figures">{formatMoney(amountMinor, currency, locale)}</span>;
}
