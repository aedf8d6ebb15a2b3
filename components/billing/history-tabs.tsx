import { useTranslations } from "next-intl";
import { Tabs } from "#components/ui/tabs.tsx";
import { historyPath } from "./history-url.ts";

export function HistoryTabs({
  workspaceId,
  current,
}: {
  workspaceId: string;
  current: "ledger" | "receipts";
}) {
  const t = useTranslations("history.tabs");
  const ledger = historyPath(workspaceId);
  return (
    <Tabs
      label={t("label")}
      tabs={[
        { href: ledger, label: t("ledger"), current: current === "ledger" },
        { href: `${ledger}/receipts`, label: t("receipts"), current: current === "receipts" },
      ]}
    />
  );
}
