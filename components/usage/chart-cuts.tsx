import { clsx } from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CHART_CUTS, type ChartCut } from "./usage-chart.tsx";
import { type UsageUrl, usagePath } from "./usage-url.ts";

export interface ChartCutsProps {
  workspaceId: string;
  url: Partial<UsageUrl>;
  by: ChartCut;
}

/** What the bars are split by, each an address. */
export function ChartCuts({ workspaceId, url, by }: ChartCutsProps) {
  const t = useTranslations("usage.chart");
  return (
    <nav aria-label={t("split")} className="flex flex-wrap items-center gap-x-1 gap-y-1 text-sm">
      <span aria-hidden="true" className="mr-1 text-muted">
        {t("split")}
      </span>
      {CHART_CUTS.map((cut) => (
        <Link
          key={cut}
          href={usagePath(workspaceId, { ...url, by: cut === "user" ? null : cut })}
          scroll={false}
          aria-current={cut === by ? "true" : undefined}
          className={clsx(
            "flex h-7 items-center rounded-sm px-2 pointer-coarse:h-11",
            cut === by ? "bg-hairline/70 font-medium" : "text-muted hover:bg-hairline/40 hover:text-text",
          )}
        >
          {t(`by.${cut}`)}
        </Link>
      ))}
    </nav>
  );
}
