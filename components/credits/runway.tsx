import { useLocale, useTranslations } from "next-intl";
import type { TypeBalance } from "#lib/queries/balance.ts";
import { formatCount } from "./format-credits.ts";

const YEAR_DAYS = 365;

export type RunwayOf = Pick<TypeBalance, "available" | "runway" | "runwayState">;

/** "16 to 21 days": how long the credits last, or why nobody can say. */
export function useRunwayText(): (type: RunwayOf) => string {
  const t = useTranslations("credits.runway");
  const locale = useLocale();
  return ({ available, runway, runwayState }) => {
    if (available === "0") return t("usedUp");
    if (!runway) return t(runwayState === "no_use" ? "noUse" : "notEnoughHistory");
    const { fromDays, toDays } = runway;
    if (fromDays > YEAR_DAYS) return t("moreThanYear");
    if (toDays < 1) return t("lessThanDay");
    const to = formatCount(toDays, locale);
    if (toDays > YEAR_DAYS) return t("atLeast", { from: formatCount(fromDays, locale) });
    if (fromDays === toDays) return t("days", { days: toDays });
    return t("range", { from: formatCount(fromDays, locale), to });
  };
}

export function Runway({ type }: { type: RunwayOf }) {
  return <>{useRunwayText()(type)}</>;
}
