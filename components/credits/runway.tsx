import { useLocale, useTranslations } from "next-intl";
import type { TypeBalance } from "#lib/queries/balance.ts";
import { formatCount } from "./format-credits.ts";

const YEAR_DAYS = 365;

/** "16 to 21 days"; beyond a year nobody plans in days. */
export function useDaysText(): (range: { fromDays: number; toDays: number }) => string {
  const t = useTranslations("credits.runway");
  const locale = useLocale();
  return ({ fromDays, toDays }) => {
    if (fromDays > YEAR_DAYS) return t("moreThanYear");
    if (toDays < 1) return t("lessThanDay");
    if (toDays > YEAR_DAYS) return t("atLeast", { days: fromDays });
    if (fromDays === toDays) return t("days", { days: toDays });
    return t("range", { from: formatCount(fromDays, locale), to: formatCount(toDays, locale) });
  };
}

export type RunwayOf = Pick<TypeBalance, "available" | "runway" | "runwayState">;

/** How long the credits last, or why nobody can say. */
export function useRunwayText(): (type: RunwayOf) => string {
  const t = useTranslations("credits.runway");
  const daysText = useDaysText();
  return ({ available, runway, runwayState }) => {
    if (available === "0") return t("usedUp");
    if (!runway) return t(runwayState === "no_use" ? "noUse" : "notEnoughHistory");
    return daysText(runway);
  };
}

export function Runway({ type }: { type: RunwayOf }) {
  return <>{useRunwayText()(type)}</>;
}
