import { useLocale, useTranslations } from "next-intl";
import { formatCredits } from "#components/credits/format-credits.ts";
import type { PriceTerm } from "#lib/queries/price-terms.ts";
import type { UsageEventDto } from "#lib/queries/usage-events.ts";

/** Rate times quantity in words, one line a term, and why where it cost nothing: "15 records × 1". */
export function PriceText({ event }: { event: UsageEventDto }) {
  const t = useTranslations("usage.price");
  const { price } = event;
  const quantityText = useQuantityText();
  const locale = useLocale();
  if (!price) return <>{quantityText(event.quantity, "unit")}</>;
  if (price.free) {
    return (
      <>
        {quantityText(event.quantity, price.unit)}
        <span className="block text-xs text-muted">{t(`free.${price.free}`)}</span>
      </>
    );
  }
  return (
    <>
      {price.terms.map((term) => (
        <Term key={term.unit} term={term} unit={term.unit === "unit" ? price.unit : term.unit} />
      ))}
      {price.special ? (
        <span className="block text-xs text-muted">{t(`special.${price.special}`)}</span>
      ) : null}
      {price.minimum ? (
        <span className="block text-xs text-muted">
          {t("minimum", { credits: formatCredits(price.minimum, locale) })}
        </span>
      ) : null}
      {price.rounding === "whole_per_execution" ? (
        <span className="block text-xs text-muted">{t("roundedUp")}</span>
      ) : null}
    </>
  );
}

const perKeys: Record<string, "each" | "perMillion"> = { "1": "each", "1000000": "perMillion" };

function Term({ term, unit }: { term: PriceTerm; unit: string }) {
  const t = useTranslations("usage.price");
  const locale = useLocale();
  const quantity = useQuantityText()(term.quantity, unit);
  const amount = formatCredits(term.credits, locale);
  const credits = term.about ? t("about", { credits: amount }) : amount;
  return (
    <span className="block tabular-nums sm:whitespace-nowrap">
      {t(perKeys[term.per] ?? "per", { quantity, credits, per: formatCredits(term.per, locale) })}
    </span>
  );
}

/** "15 records"; the unit of a rate of one's own goes by its own word. */
export function useQuantityText(): (quantity: string, unit: string) => string {
  const t = useTranslations("usage.units");
  const locale = useLocale();
  return (quantity, unit) => {
    const amount = formatCredits(quantity, locale);
    // The number itself only chooses between singular and plural.
    return t.has(unit) ? t(unit, { amount, count: quantity === "1" ? 1 : 2 }) : `${amount} ${unit}`;
  };
}
