import { formatMicro } from "#lib/core/credits.ts";
import type { Viewer } from "#lib/core/viewer.ts";
import { type DailyRow, readDailyRows } from "#lib/db/usage-rows.ts";
import { requireWorkspaceRow } from "#lib/db/workspaces.ts";
import { toDays, toFilter, type UsageView } from "./usage-view.ts";

/** Decimal strings throughout; "" where there is no agent or job. */
export type UsageExportRow = {
  day: string;
  creditType: string;
  agent: string;
  agentName: string;
  job: string;
  jobName: string;
  feature: string;
  source: string;
  credits: string;
  events: string;
  quantity: string;
  skipped: string;
  discardedEvents: string;
  discardedCredits: string;
};

export type UsageExport = { timeZone: string; rows: AsyncGenerator<UsageExportRow[]> };

/**
 * All that the view's totals, chart and table are sums of: one row for each day, credit type, agent, job, feature and source,
 * read in batches as they are asked for. Throws NotFoundError before the first.
 */
export async function exportUsage(
  viewer: Viewer,
  workspaceId: string,
  view: UsageView,
  batch = 2_000,
): Promise<UsageExport> {
  const { timeZone } = await requireWorkspaceRow(viewer, workspaceId);
  return { timeZone, rows: readBatches(workspaceId, view, batch) };
}

async function* readBatches(
  workspaceId: string,
  view: UsageView,
  batch: number,
): AsyncGenerator<UsageExportRow[]> {
  for (let last: DailyRow | null = null; ; ) {
    const rows: DailyRow[] = await readDailyRows(workspaceId, toDays(view), toFilter(view), last, batch);
    if (rows.length > 0) yield rows.map(toExportRow);
    last = rows.at(-1) ?? null;
    if (rows.length < batch) return;
  }
}

function toExportRow(row: DailyRow): UsageExportRow {
  return {
    day: row.day,
    creditType: row.creditType,
    agent: row.agent,
    agentName: row.agentName ?? "",
    job: row.job,
    jobName: row.jobName ?? "",
    feature: row.feature,
    source: row.source,
    credits: formatMicro(row.credits),
    events: String(row.events),
    quantity: formatMicro(BigInt(row.quantity)),
    skipped: formatMicro(BigInt(row.unchanged)),
    discardedEvents: String(row.discardedEvents),
    discardedCredits: formatMicro(row.discardedCredits),
  };
}
