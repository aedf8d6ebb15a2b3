import { clsx } from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { Credits } from "#components/credits/credits.tsx";
import { formatCount, formatCredits } from "#components/credits/format-credits.ts";
import { Cell, OnPhone, tight, wideOnly } from "#components/ui/table.tsx";
import type { TableAmounts } from "#lib/queries/table-amounts.ts";

export interface AmountCellsProps {
  amounts: TableAmounts;
  /** In display order. */
  creditTypes: readonly string[];
}

/** The figures of a row of the usage table. What is nothing is muted, so that the rest stands out. */
export function AmountCells({ amounts, creditTypes }: AmountCellsProps) {
  const locale = useLocale();
  return (
    <>
      {creditTypes.map((type) => (
        <Figure key={type} className={tight} isNothing={(amounts.credits[type] ?? "0") === "0"}>
          <Credits value={amounts.credits[type] ?? "0"} />
        </Figure>
      ))}
      <Figure className={wideOnly} isNothing={amounts.events === 0}>
        {formatCount(amounts.events, locale)}
      </Figure>
      <Figure className={wideOnly} isNothing={amounts.skipped === "0"}>
        <Credits value={amounts.skipped} />
      </Figure>
      <Figure className={wideOnly} isNothing={amounts.discarded === 0}>
        {formatCount(amounts.discarded, locale)}
      </Figure>
    </>
  );
}

/** What a phone shows of the columns that it has no room for; nothing is left unsaid but noughts. */
export function AmountFacts({ amounts: { events, skipped, discarded } }: Pick<AmountCellsProps, "amounts">) {
  const t = useTranslations("usage.table.phone");
  const locale = useLocale();
  const facts = [
    t("events", { count: events, amount: formatCount(events, locale) }),
    ...(skipped === "0" ? [] : [t("skipped", { amount: formatCredits(skipped, locale) })]),
    ...(discarded === 0 ? [] : [t("discarded", { amount: formatCount(discarded, locale) })]),
  ];
  return <OnPhone>{facts.join(", ")}</OnPhone>;
}

interface FigureProps {
  isNothing: boolean;
  className: string;
  children: React.ReactNode;
}

function Figure({ isNothing, className, children }: FigureProps) {
  return (
    <Cell numeric className={clsx(className, isNothing && "text-muted")}>
      {children}
    </Cell>
  );
}
