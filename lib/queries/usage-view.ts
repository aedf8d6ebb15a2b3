import { type Month, nextMonth } from "#lib/core/months.ts";
import type { UsageDays, UsageFilter } from "#lib/db/usage-groups.ts";

/** What the usage screen shows: a month of the workspace's zone, filtered. `agent` and `job` null: what had none. */
export type UsageView = {
  month: Month;
  agent?: string | null | undefined;
  job?: string | null | undefined;
  feature?: string | undefined;
  source?: string | undefined;
};

/** The local days of the view's month. */
export function toDays({ month }: UsageView): UsageDays {
  return { from: `${month}-01`, to: `${nextMonth(month)}-01` };
}

/** The rollups keep '' for none. */
export function toFilter({ agent, job, feature, source }: UsageView): UsageFilter {
  return { agent: agent === null ? "" : agent, job: job === null ? "" : job, feature, source };
}
