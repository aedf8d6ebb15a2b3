import { ChevronLeft, ChevronRight } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatMonth } from "#components/credits/format-month.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { UrlFilters } from "#components/ui/url-filters.tsx";
import { UrlSelect } from "#components/ui/url-select.tsx";
import { nextMonth, previousMonth } from "#lib/core/months.ts";
import { USAGE_SOURCES } from "#lib/core/rates.ts";
import { useFeatureName, useSourceName } from "./names.ts";
import { NONE, type UsageUrl, usagePath } from "./usage-url.ts";

export interface Named {
  id: string;
  name: string;
}

export interface UsageFiltersProps {
  workspaceId: string;
  /** What the page shows: the month is always there. */
  url: Partial<UsageUrl> & { month: string };
  /** Those that can be chosen, newest first; the one shown is among them. */
  months: readonly string[];
  agents: readonly Named[];
  jobs: readonly Named[];
  features: readonly string[];
}

/** Another month or filter begins a list anew. */
const clears = ["open", "after"];

/** Month, agent and job at hand; feature and source one press away. */
export function UsageFilters({ workspaceId, url, months, agents, jobs, features }: UsageFiltersProps) {
  const t = useTranslations("usage.filters");
  const locale = useLocale();
  return (
    <UrlFilters
      label={t("label")}
      action={usagePath(workspaceId, {})}
      applyLabel={t("apply")}
      className="grid grid-cols-2 items-end gap-2 sm:flex sm:flex-wrap sm:justify-end"
    >
      <div className="col-span-2 flex items-end gap-1">
        <Step workspaceId={workspaceId} url={url} months={months} direction="previous" />
        <UrlSelect
          name="month"
          label={t("month")}
          value={url.month}
          clears={clears}
          className="flex-1 sm:w-40"
          options={months.map((month) => ({ value: month, label: formatMonth(month, locale) }))}
        />
        <Step workspaceId={workspaceId} url={url} months={months} direction="next" />
      </div>
      <UrlSelect
        name="agent"
        label={t("agent")}
        value={url.agent ?? ""}
        clears={clears}
        className="sm:w-40"
        options={toOptions(agents, { all: t("allAgents"), none: t("noAgent") })}
      />
      <UrlSelect
        name="job"
        label={t("job")}
        value={url.job ?? ""}
        clears={clears}
        className="sm:w-40"
        options={toOptions(jobs, { all: t("allJobs"), none: t("noJob") })}
      />
      <MoreFilters url={url} features={features} />
    </UrlFilters>
  );
}

interface StepProps extends Pick<UsageFiltersProps, "workspaceId" | "url" | "months"> {
  direction: "previous" | "next";
}

function Step({ workspaceId, url, months, direction }: StepProps) {
  const t = useTranslations("usage.filters");
  const locale = useLocale();
  const month = direction === "next" ? nextMonth(url.month) : previousMonth(url.month);
  const label = t(direction, { month: formatMonth(month, locale) });
  const Icon = direction === "next" ? ChevronRight : ChevronLeft;
  const icon = <Icon aria-hidden="true" size={16} />;
  const shape = "w-9 px-0! pointer-coarse:w-11";
  if (!months.includes(month)) {
    return (
      <span className={buttonClass("secondary", "md", shape)} aria-disabled="true" aria-hidden="true">
        {icon}
      </span>
    );
  }
  return (
    <LinkButton
      href={usagePath(workspaceId, { ...url, month, open: null, after: null })}
      scroll={false}
      aria-label={label}
      className={shape}
    >
      {icon}
    </LinkButton>
  );
}

function MoreFilters({ url, features }: Pick<UsageFiltersProps, "url" | "features">) {
  const t = useTranslations("usage.filters");
  const featureName = useFeatureName();
  const sourceName = useSourceName();
  const active = [url.feature, url.source].filter(Boolean).length;
  return (
    <Popover
      label={t("more")}
      side="bottom-end"
      triggerClass={buttonClass("secondary")}
      className="w-64 p-4"
      trigger={active > 0 ? t("moreActive", { count: active }) : t("more")}
    >
      <div className="flex flex-col gap-4">
        <UrlSelect
          name="feature"
          label={t("feature")}
          value={url.feature ?? ""}
          clears={clears}
          options={[
            { value: "", label: t("allFeatures") },
            ...features.map((id) => ({ value: id, label: featureName(id) })),
          ]}
        />
        <UrlSelect
          name="source"
          label={t("source")}
          value={url.source ?? ""}
          clears={clears}
          options={[
            { value: "", label: t("allSources") },
            ...USAGE_SOURCES.map((id) => ({ value: id, label: sourceName(id) })),
          ]}
        />
      </div>
    </Popover>
  );
}

/** Two of the same name are told apart by their ids. */
function toOptions(all: readonly Named[], texts: { all: string; none: string }) {
  const names = all.map(({ name }) => name);
  const isTwice = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  return [
    { value: "", label: texts.all },
    ...all.map(({ id, name }) => ({ value: id, label: isTwice(name) ? `${name} (${id})` : name })),
    { value: NONE, label: texts.none },
  ];
}
