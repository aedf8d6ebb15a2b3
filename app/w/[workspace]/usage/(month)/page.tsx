import { getTranslations } from "next-intl/server";
import type { SearchParams } from "nuqs/server";
import { CHART_CUTS } from "#components/usage/usage-chart.tsx";
import { UsageScreen } from "#components/usage/usage-screen.tsx";
import { readUsageUrl } from "#components/usage/usage-url.ts";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { getUsageDays } from "#lib/queries/usage-days.ts";
import { getUsageTable } from "#lib/queries/usage-table.ts";
import { requestTime } from "../../load-balance.ts";
import { loadCard } from "../../load-card.ts";
import { monthsUpTo } from "../months-up-to.ts";
import { readView, toUrl } from "../read-view.ts";
import { readOpenRuns } from "./read-open-runs.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations("usage");
  return { title: t("title") };
}

export default async function UsagePage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const now = requestTime();
  const asked = await readUsageUrl(searchParams);
  const { view, usage, sources, features, problems } = await readView(viewer, id, asked, now);
  const by = CHART_CUTS.find((cut) => cut === (asked.by || "user"));
  const cut = by ?? "user";
  const [open, days, table] = await Promise.all([
    readOpenRuns(viewer, id, { view, open: asked.open, after: asked.after }, now),
    loadCard(getUsageDays(viewer, id, view, cut === "type" ? null : cut, now)),
    loadCard(getUsageTable(viewer, id, view)),
  ]);
  return (
    <UsageScreen
      workspaceId={id}
      url={{ ...toUrl(view), month: view.month, by: cut === "user" ? null : cut }}
      months={monthsUpTo(now, usage.timeZone, [sources.firstMonth, view.month])}
      agents={sources.agents}
      jobs={sources.jobs}
      features={features}
      zone={usage.timeZone}
      total={usage.total}
      days={days}
      by={cut}
      table={table.ok ? { ok: true, value: { table: table.value, open: open.runs } } : table}
      problems={[...problems, ...(by ? [] : [{ name: "by", value: asked.by ?? "" }]), ...open.problems]}
    />
  );
}
