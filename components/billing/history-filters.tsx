import { useTranslations } from "next-intl";
import { useCreditTypeName } from "#components/credits/credit-type.tsx";
import { UrlFilters } from "#components/ui/url-filters.tsx";
import { UrlSelect } from "#components/ui/url-select.tsx";
import { historyPath } from "./history-url.ts";

/** Those that the ledger writes today; another one is offered while the address asks for it. */
const KINDS = ["grant", "debit", "expire", "void"];

export interface HistoryFiltersProps {
  workspaceId: string;
  creditTypes: readonly string[];
  creditType: string | null;
  kind: string | null;
}

export function HistoryFilters({ workspaceId, creditTypes, creditType, kind }: HistoryFiltersProps) {
  const t = useTranslations("history.filters");
  const kinds = useTranslations("credits.kinds");
  const typeName = useCreditTypeName();
  const offered = kind === null || KINDS.includes(kind) ? KINDS : [...KINDS, kind];
  return (
    <UrlFilters
      label={t("label")}
      action={historyPath(workspaceId)}
      applyLabel={t("apply")}
      className="grid grid-cols-2 gap-2 sm:flex"
    >
      <UrlSelect
        name="type"
        label={t("type")}
        value={creditType ?? ""}
        clears={["after"]}
        options={[
          { value: "", label: t("allTypes") },
          ...creditTypes.map((type) => ({ value: type, label: typeName(type) })),
        ]}
      />
      <UrlSelect
        name="kind"
        label={t("kind")}
        value={kind ?? ""}
        clears={["after"]}
        options={[
          { value: "", label: t("allKinds") },
          ...offered.map((one) => ({ value: one, label: kinds.has(one) ? kinds(one) : one })),
        ]}
      />
    </UrlFilters>
  );
}
