import { useLocale } from "next-intl";
import { Credits } from "#components/credits/credits.tsx";
import { formatCount } from "#components/credits/format-credits.ts";
import { Cell } from "#components/ui/table.tsx";
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
        <Figure key={type} isNothing={(amounts.credits[type] ?? "0") === "0"}>
          <Credits value={amounts.credits[type] ?? "0"} />
        </Figure>
      ))}
      <Figure isNothing={amounts.events === 0}>{formatCount(amounts.events, locale)}</Figure>
      <Figure isNothing={amounts.skipped === "0"}>
        <Credits value={amounts.skipped} />
      </Figure>
      <Figure isNothing={amounts.discarded === 0}>{formatCount(amounts.discarded, locale)}</Figure>
    </>
  );
}

function Figure({ isNothing, children }: { isNothing: boolean; children: React.ReactNode }) {
  return (
    <Cell numeric className={isNothing ? "text-muted" : undefined}>
      {children}
    </Cell>
  );
}
